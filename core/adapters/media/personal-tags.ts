/**
 * Tags that machines write about themselves: encoders, brands, time scales, players' windows.
 * Whatever is not in this list counts as personal: a title, a camera's model, or something unknown.
 */
const technicalTags: readonly RegExp[] = [
  /^(©too|©enc|©swr|encoder|encoder_options|encoded[-_ ]?by|writing[-_ ]?app|muxer)$/i,
  /^(major_brand|minor_version|compatible_brands|handler_name|vendor_id|itunsmpb)$/i,
  /^(creation_time|duration|bps|number_of_(frames|bytes)|_?statistics_.*|source_id|language)$/i,
  /^(©tim|©tsc|©tsz|sdln|smta|smrd)$/i,
  /^(meta|free|skip|wide|hnti|hinf|tsel|kind|name|btrt|ptv |allf|loop|selo|wloc|tagc)$/i,
  /^com\.android\.(version|capture\.fps|manufacturer_flags)$/i,
  /^auxiliary\.tracks\..*$/i,
];

/** Tags that tell a place: QuickTime's, 3GPP's, Matroska's and those of makers of cameras. */
const placeTags: readonly RegExp[] = [
  /^(©xyz|loci)$/i,
  /location/i,
  /gps/i,
  /(latitude|longitude)/i,
];

/** What a file carries besides film and sound. */
export interface CarriedTags {
  readonly carriesLocation: boolean;
  readonly carriesPersonalTags: boolean;
}

/** What the names of a file's tags tell of it. Values are never looked at. */
export const carriedBy = (names: readonly string[]): CarriedTags => {
  const isPlace = (name: string) => placeTags.some((pattern) => pattern.test(name));
  const isTechnical = (name: string) => technicalTags.some((pattern) => pattern.test(name));
  return {
    carriesLocation: names.some(isPlace),
    carriesPersonalTags: names.some((name) => !isPlace(name) && !isTechnical(name)),
  };
};
