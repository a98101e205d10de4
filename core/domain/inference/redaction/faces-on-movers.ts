import type { Box } from '../picture.ts';
import type { Track, TrackedBox } from '../tracks.ts';
import type { FollowedThing } from './swept-cover.ts';

/** A face and a mover seen further apart in time do not belong together. */
const longestApartSeconds = 0.5;
/** A face may stick out of the region it moves with. */
const reachShare = 0.5;
/** Around a face that is carried along, of its size: heads turn and bend on the way. */
const generousShare = 1;
/** A face beside everything that moves belongs to somebody who rests: covered for so long. */
const restingSeconds = 4;

const isOn = (face: Box, mover: Box): boolean => {
  const [x, y] = [face.left + face.width / 2, face.top + face.height / 2];
  const [across, down] = [mover.width * reachShare, mover.height * reachShare];
  return (
    x >= mover.left - across &&
    x <= mover.left + mover.width + across &&
    y >= mover.top - down &&
    y <= mover.top + mover.height + down
  );
};

const nearest = (mover: Track, seconds: number): TrackedBox | undefined =>
  mover.boxes.reduce<TrackedBox | undefined>((best, box) => {
    const apart = Math.abs(box.seconds - seconds);
    if (apart > longestApartSeconds) return best;
    return best === undefined || apart < Math.abs(best.seconds - seconds) ? box : best;
  }, undefined);

/** Where a face sits on its mover, told by the middle of the top edge, which bends least. */
interface Seat {
  readonly across: number;
  readonly down: number;
  readonly face: Box;
}

const seatsOn = (mover: Track, faces: readonly TrackedBox[]): readonly Seat[] =>
  faces.flatMap(({ seconds, box: face }) => {
    const at = nearest(mover, seconds)?.box;
    if (at === undefined || !isOn(face, at)) return [];
    const across = face.left + face.width / 2 - at.left - at.width / 2;
    return [{ across, down: face.top + face.height / 2 - at.top, face }];
  });

const carried = ({ box, seconds }: TrackedBox, { across, down, face }: Seat): TrackedBox => {
  const width = face.width * (1 + 2 * generousShare);
  const height = face.height * (1 + 2 * generousShare);
  const left = box.left + box.width / 2 + across - width / 2;
  return { seconds, box: { left, top: box.top + down - height / 2, width, height } };
};

/**
 * Follows faces that were found on a few frames by what moves: a face on a mover is carried along
 * over the mover's whole track, a mover without a face is covered whole, a face on no mover is
 * covered where it is, for a few seconds before and after.
 */
export const facesOnMovers = (
  faces: readonly Track[],
  movers: readonly Track[],
): readonly FollowedThing[] => {
  const found = faces.flatMap(({ boxes }) => boxes);
  const onMovers = movers.flatMap((mover): readonly FollowedThing[] => {
    const seats = seatsOn(mover, found);
    if (seats.length === 0) return [{ boxes: mover.boxes, isMover: true }];
    return seats.map((seat) => ({ boxes: mover.boxes.map((box) => carried(box, seat)) }));
  });
  const resting = found.map(({ seconds, box }) => ({
    boxes: [-restingSeconds, 0, restingSeconds].map((later) => ({ seconds: seconds + later, box })),
  }));
  return [...onMovers, ...resting];
};
