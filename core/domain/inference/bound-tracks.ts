import { maxTrackedBoxes, maxTracks, type Track } from './tracks.ts';

const startOf = ({ boxes }: Track): number => boxes[0]?.seconds ?? 0;

/**
 * The tracks that an analysis keeps of all that were found: the surest ones, as many as the bounds
 * on tracks and on boxes allow, in order of their start and numbered from 1.
 */
export const boundTracks = (tracks: readonly Track[]): readonly Track[] => {
  const kept: Track[] = [];
  let boxes = 0;
  for (const track of tracks.toSorted((one, other) => other.score - one.score)) {
    if (kept.length === maxTracks) break;
    if (track.boxes.length === 0 || boxes + track.boxes.length > maxTrackedBoxes) continue;
    boxes += track.boxes.length;
    kept.push(track);
  }
  return kept
    .toSorted((one, other) => startOf(one) - startOf(other))
    .map((track, index) => ({ ...track, trackId: index + 1 }));
};
