/** One rule of design.md §5 that did not hold, where, and the command that shows it again. */
export interface ReportedViolation {
  readonly rule: number;
  readonly detail: string;
  readonly at: string;
  readonly reproduce: string;
}

/** What every simulation prints. */
export interface SimulationResult {
  readonly sim: string;
  readonly seed: number;
  readonly count: number;
  /** How often what went wrong, as probabilities. */
  readonly faults: object;
  readonly violations: readonly ReportedViolation[];
  readonly figures: Readonly<Record<string, number>>;
}

/** No rule of the design has this number: something did not come to an end. */
export const ruleOfProgress = 0;
