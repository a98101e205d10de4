/**
 * A coarse place: a country or one of its parts, as ISO 3166-2 writes it (`CA`, `US-OR`). Nothing
 * nearer is ever asked of anybody.
 */
export type Area = string;

/** The form of an area's code. */
export const areaPattern = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

/** Whether a place lies in a region; a country includes its parts, no region means anywhere. */
export const isWithin = (area: Area, regions: readonly Area[]): boolean =>
  regions.length === 0 ||
  regions.some((region) => area === region || area.startsWith(`${region}-`));
