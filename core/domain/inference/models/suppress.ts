import type { InputBox } from './letterbox.ts';

/** One thing a model said, on its input. */
export interface Candidate {
  /** 0-based, in the order of the manifest's classes. */
  readonly classIndex: number;
  /** 0 to 1. */
  readonly score: number;
  readonly box: InputBox;
}

/** Boxes looked at: 3,000 × 300 kept = 0.9 million comparisons at most, some milliseconds. */
const maxCandidates = 3_000;
/** Things told of one picture. */
export const maxDetections = 300;

const areaOf = ({ x1, y1, x2, y2 }: InputBox): number =>
  Math.max(0, x2 - x1) * Math.max(0, y2 - y1);

/** The area two boxes share, divided by the area they cover together; 0 to 1. */
export const overlapOf = (one: InputBox, other: InputBox): number => {
  const both = areaOf({
    x1: Math.max(one.x1, other.x1),
    y1: Math.max(one.y1, other.y1),
    x2: Math.min(one.x2, other.x2),
    y2: Math.min(one.y2, other.y2),
  });
  const either = areaOf(one) + areaOf(other) - both;
  return either > 0 ? both / either : 0;
};

/** The best first; of equals, the one that the model said first. */
export const bestFirst = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.toSorted((one, other) => other.score - one.score);

/**
 * Non-maximum suppression within each class: of boxes that overlap by more than `iou`, only the
 * best stays. Best first, `maxDetections` at most.
 */
export const suppress = (candidates: readonly Candidate[], iou: number): readonly Candidate[] => {
  const kept: Candidate[] = [];
  for (const candidate of bestFirst(candidates).slice(0, maxCandidates)) {
    if (kept.length === maxDetections) break;
    const isCovered = kept.some(
      ({ classIndex, box }) =>
        classIndex === candidate.classIndex && overlapOf(box, candidate.box) > iou,
    );
    if (!isCovered) kept.push(candidate);
  }
  return kept;
};
