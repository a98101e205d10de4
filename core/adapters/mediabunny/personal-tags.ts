import type { MetadataTags } from 'mediabunny';

/**
 * Tags that machines write about themselves: encoders, brands, time scales. Whatever is not in
 * this list counts as personal: a title, a place, a camera's model, or something unknown.
 */
const technicalTags: readonly RegExp[] = [
  /^(©too|©enc|encoder|encoded[-_ ]?by|writing[-_ ]?app|muxer)$/i,
  /^(major_brand|minor_version|compatible_brands|handler_name|vendor_id)$/i,
  /^(creation_time|duration|bps|number_of_(frames|bytes)|_statistics_.*)$/i,
  /^(©tim|©tsc|©tsz|sdln|smrd|smta)$/i,
  /^com\.android\.(version|capture\.fps|manufacturer_flags)$/i,
  /^auxiliary\.tracks\..*$/i,
];

/** Fields that the reader fills from tags which `raw` lists too. */
const derivedFields: readonly string[] = ['raw', 'date'];

/** Whether any tag is present that could tell of a person. Looks at names only, never at values. */
export const carryPersonalTags = (tags: MetadataTags): boolean => {
  const fields = Object.keys(tags).filter((name) => !derivedFields.includes(name));
  const raw = Object.keys(tags.raw ?? {});
  return (
    fields.length > 0 || raw.some((name) => !technicalTags.some((pattern) => pattern.test(name)))
  );
};
