import { maxTrackedBoxes, maxTracks, type Track, type TrackedBox } from '../tracks.ts';
import { grown, heightOf, widthOf, type Edges, type Mover, type Sighting } from './movers.ts';
import { boxOf, type Story } from './story.ts';

/** A mover seen in fewer looks than these seconds is rain, an insect, a flicker. */
const minTrackSeconds = 0.3;
/** What a track covers beyond what moved: soft edges, a faint foot, a hand. */
const marginShare = 0.06;

const between = (one: Sighting, other: Sighting, look: number): Edges => {
  const share = (look - one.look) / (other.look - one.look);
  const mix = (from: number, to: number): number => from + (to - from) * share;
  return {
    left: mix(one.left, other.left),
    top: mix(one.top, other.top),
    right: mix(one.right, other.right),
    bottom: mix(one.bottom, other.bottom),
  };
};

/** A box for every look from the first sighting to the last: hidden looks are filled in. */
const boxesOf = ({ sightings }: Mover, story: Story): readonly TrackedBox[] =>
  sightings.flatMap((sighting, index) => {
    const next = sightings[index + 1];
    const until = next === undefined ? sighting.look + 1 : next.look;
    return Array.from({ length: until - sighting.look }, (_, hidden): TrackedBox => {
      const look = sighting.look + hidden;
      const edges = next === undefined ? sighting : between(sighting, next, look);
      const margin = 1 + marginShare * Math.max(widthOf(edges), heightOf(edges));
      return { seconds: story.seconds[look] ?? 0, box: boxOf(grown(edges, margin), story) };
    });
  });

/** The movers as tracks, those seen longest first where there are too many. */
export const tellTracks = (story: Story): readonly Track[] => {
  const minLooks = Math.max(2, minTrackSeconds * story.looksPerSecond);
  const kept = story.movers
    .filter(({ sightings }) => sightings.length >= minLooks)
    .toSorted((one, other) => other.sightings.length - one.sightings.length)
    .slice(0, maxTracks);
  let room = maxTrackedBoxes;
  const tracks = kept.map((mover) => {
    const boxes = boxesOf(mover, story).slice(0, room);
    room -= boxes.length;
    const seconds = mover.sightings.length / story.looksPerSecond;
    return { boxes, score: Number(Math.min(1, 0.4 + seconds / 5).toFixed(2)) };
  });
  return tracks
    .filter(({ boxes }) => boxes.length > 0)
    .toSorted((one, other) => (one.boxes[0]?.seconds ?? 0) - (other.boxes[0]?.seconds ?? 0))
    .map((track, index) => ({
      trackId: index + 1,
      ...{ label: 'moving-region', source: 'baseline' },
      ...track,
    }));
};
