import { jpegCommentsOf } from '../../../inference/media/jpeg.ts';

/** A label as it stands on the wire. */
export interface WireLabel {
  readonly Name: string;
  readonly ParentName: string;
  readonly Confidence: number;
  readonly TaxonomyLevel: number;
}

const commentPrefix = 'moderation:';

/** `Violence/Graphic Violence 97.5` → a label for each level of the path. */
const labelsOfEntry = (entry: string): readonly WireLabel[] => {
  const [, path, confidence] = /^(.+?)\s+(\d+(?:\.\d+)?)$/.exec(entry.trim()) ?? [];
  if (path === undefined || confidence === undefined) return [];
  const names = path.split('/').map((name) => name.trim());
  return names.map((name, level) => ({
    Name: name,
    ParentName: names[level - 1] ?? '',
    Confidence: Number(confidence),
    TaxonomyLevel: level + 1,
  }));
};

/** What the comments of a JPEG say shall be found in it. */
export const labelsInComments = (image: Uint8Array): readonly WireLabel[] =>
  jpegCommentsOf(image)
    .filter((text) => text.startsWith(commentPrefix))
    .flatMap((text) => text.slice(commentPrefix.length).split(';'))
    .flatMap(labelsOfEntry);
