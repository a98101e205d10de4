import { jpegCommentsOf } from '../../../inference/media/jpeg.ts';

/** A label as it stands on the wire. */
export interface WireLabel {
  readonly Name: string;
  readonly ParentName: string;
  readonly Confidence: number;
  readonly TaxonomyLevel: number;
}

/** A face as it stands on the wire. */
export interface WireFace {
  readonly BoundingBox: {
    readonly Left: number;
    readonly Top: number;
    readonly Width: number;
    readonly Height: number;
  };
  readonly AgeRange?: { readonly Low: number; readonly High: number };
  readonly Confidence: number;
}

/** Entries of the comments with a prefix, such as `moderation: a; b`. */
const entriesOf = (image: Uint8Array, prefix: string): readonly string[] =>
  jpegCommentsOf(image)
    .filter((text) => text.startsWith(prefix))
    .flatMap((text) => text.slice(prefix.length).split(';'));

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
  entriesOf(image, 'moderation:').flatMap(labelsOfEntry);

const facePattern =
  /^(?<box>[\d.]+,[\d.]+,[\d.]+,[\d.]+)\s+(?<low>\d+)-(?<high>\d+)\s+(?<confidence>[\d.]+)$/;

/** `0.4,0.2,0.1,0.15 9-15 99.2` → a face there, between 9 and 15 years old. */
const facesOfEntry = (entry: string): readonly WireFace[] => {
  const found = facePattern.exec(entry.trim())?.groups;
  if (found === undefined) return [];
  const [Left = 0, Top = 0, Width = 0, Height = 0] = (found['box'] ?? '').split(',').map(Number);
  return [
    {
      BoundingBox: { Left, Top, Width, Height },
      AgeRange: { Low: Number(found['low']), High: Number(found['high']) },
      Confidence: Number(found['confidence']),
    },
  ];
};

/** The faces that the comments of a JPEG say shall be found in it. */
export const facesInComments = (image: Uint8Array): readonly WireFace[] =>
  entriesOf(image, 'face:').flatMap(facesOfEntry);
