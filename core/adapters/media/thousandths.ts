/** Time scales are fractions; what is stored is not better than a thousandth. */
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
