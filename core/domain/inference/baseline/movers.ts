const { max, min, round } = Math;

/** Edges in pixels of the small picture; right and bottom exclusive. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One mover in one look. */
export interface Sighting extends Edges {
  readonly look: number;
  /** Pixels that differ from the background. */
  readonly area: number;
  readonly quietArea: number;
}

/** A region that moves, followed from look to look. */
export interface Mover {
  readonly moverId: number;
  /** In order of time, at most one a look. */
  readonly sightings: Sighting[];
  /** Pixels a look, smoothed. */
  velocityX: number;
  velocityY: number;
}

/** Follows regions over looks. */
export interface MoverWatch {
  /** Takes the regions that differ from the background in look number `look`. */
  take(regions: readonly Blob[], look: number): void;
  /** All movers so far, in order of their first sighting. */
  readonly movers: readonly Mover[];
}

/** Sightings kept of one clip: 20,000 × about 100 bytes = 2 MB. */
const maxSightings = 20_000;
const maxMovers = 400;
/** How long a mover may hide behind something and still be the same. */
const hiddenSeconds = 1;

/** Pixels from the left edge to the right. */
export const widthOf = ({ left, right }: Edges): number => right - left;
/** Pixels from the top edge to the bottom. */
export const heightOf = ({ top, bottom }: Edges): number => bottom - top;
/** The middle of a box, in pixels. */
export const centreOf = (edges: Edges): { readonly x: number; readonly y: number } => ({
  x: (edges.left + edges.right) / 2,
  y: (edges.top + edges.bottom) / 2,
});

/** Edges moved outwards. */
export const grown = (edges: Edges, x: number, y: number = x): Edges => ({
  left: edges.left - x,
  top: edges.top - y,
  right: edges.right + x,
  bottom: edges.bottom + y,
});

/** The smallest edges around both. */
export const around = (one: Edges, other: Edges): Edges => ({
  left: min(one.left, other.left),
  top: min(one.top, other.top),
  right: max(one.right, other.right),
  bottom: max(one.bottom, other.bottom),
});

/** Pixels that two boxes have in common. */
export const overlapArea = (one: Edges, other: Edges): number =>
  max(0, min(one.right, other.right) - max(one.left, other.left)) *
  max(0, min(one.bottom, other.bottom) - max(one.top, other.top));

/** Pixels inside a box. */
export const boxArea = (edges: Edges): number => widthOf(edges) * heightOf(edges);

/** A small part of a mover that has rested for this long is what it left behind. */
const restSeconds = 1;
const restArea = 0.6;

/**
 * How many of its last sightings show a mover at rest and much smaller than before: where somebody
 * walks on in colours of the ground, the parcel that they put down is followed in their place.
 */
const restOf = ({ sightings }: Mover, looksPerSecond: number): number => {
  const rest = max(3, round(restSeconds * looksPerSecond));
  const before = sightings.length - rest;
  if (before < looksPerSecond / 2) return 0;
  let largest = 0;
  for (let index = before; index < sightings.length; index += 1) {
    const sighting = sightings[index];
    if (sighting === undefined || sighting.quietArea < 0.7 * sighting.area) return 0;
    largest = max(largest, sighting.area);
  }
  const areas = sightings.slice(0, before).map(({ area }) => area);
  const middle = areas.toSorted((one, other) => one - other)[before >> 1] ?? 0;
  return largest < restArea * middle ? rest : 0;
};

/** A region that differs from the background. */
export interface Blob extends Edges {
  readonly area: number;
  /** How many of its pixels have not changed for a moment. */
  readonly quietArea: number;
}

const joined = (one: Blob, other: Blob): Blob => ({
  ...around(one, other),
  area: one.area + other.area,
  quietArea: one.quietArea + other.quietArea,
});

/** Something that stands where the other moves: a parcel that its bearer has left. */
const staysBehind = (blob: Blob, mover: Blob): boolean =>
  blob.quietArea > 0.6 * blob.area && mover.quietArea < 0.5 * mover.area;

/** One above the other, or side by side with no more than `gap` between them. */
const areInLine = (one: Edges, other: Edges, gap: number): boolean => {
  const overlap = min(one.right, other.right) - max(one.left, other.left);
  return overlap > -2 * gap && (overlap > 0.5 * min(widthOf(one), widthOf(other)) || overlap < 0);
};

/** One above the other, close against their heights, neither much wider than the other. */
const areStacked = (one: Blob, other: Blob): boolean => {
  const [upper, lower] = one.top < other.top ? [one, other] : [other, one];
  const overlap = min(one.right, other.right) - max(one.left, other.left);
  const narrow = min(widthOf(one), widthOf(other));
  const wide = max(widthOf(one), widthOf(other));
  const distance = lower.top - upper.bottom;
  const tallest = max(heightOf(one), heightOf(other));
  const isUpright = wide <= 3 * narrow && wide < 0.9 * (lower.bottom - upper.top);
  return overlap > 0.5 * narrow && isUpright && distance < 0.3 * tallest;
};

const areOneBody = (one: Blob, other: Blob, gap: { x: number; y: number }): boolean =>
  overlapArea(grown(one, gap.x, gap.y), other) > 0 || areStacked(one, other);

/**
 * Parts of one body that its own colours tear apart: a belt, trousers like the wall. Parts above
 * each other belong together over a wider gap than parts side by side.
 */
const joinParts = (parts: readonly Blob[], gap: { x: number; y: number }): readonly Blob[] => {
  const groups: Blob[] = [];
  for (const part of parts) {
    let group = part;
    // Each joining takes one group away, so that the loop ends after at most `groups.length`.
    for (let index = 0; index < groups.length; index += 1) {
      const other = groups[index];
      if (other === undefined || !areOneBody(group, other, gap)) continue;
      group = joined(group, other);
      groups.splice(index, 1);
      index = -1;
    }
    groups.push(group);
  }
  return groups;
};

const predicted = (mover: Mover, look: number): Edges | undefined => {
  const last = mover.sightings.at(-1);
  if (last === undefined) return undefined;
  const looks = min(4, look - last.look);
  const [x, y] = [mover.velocityX * looks, mover.velocityY * looks];
  return {
    left: last.left + x,
    top: last.top + y,
    right: last.right + x,
    bottom: last.bottom + y,
  };
};

const see = (mover: Mover, blob: Blob, look: number): void => {
  const last = mover.sightings.at(-1);
  if (last !== undefined) {
    const looks = max(1, look - last.look);
    const [from, to] = [centreOf(last), centreOf(blob)];
    const weight = mover.sightings.length === 1 ? 1 : 0.4;
    mover.velocityX += ((to.x - from.x) / looks - mover.velocityX) * weight;
    mover.velocityY += ((to.y - from.y) / looks - mover.velocityY) * weight;
  }
  const { left, top, right, bottom, area, quietArea } = blob;
  mover.sightings.push({ look, left, top, right, bottom, area, quietArea });
};

/** How well a part fits where a mover is expected: its share inside, 0 for none. */
const fitOf = (part: Blob, expected: Edges, margin: number): number =>
  overlapArea(part, grown(expected, margin)) / max(1, boxArea(part));

interface Live {
  readonly mover: Mover;
  readonly expected: Edges;
  readonly parts: Blob[];
}

/** How much of where a mover is expected a part covers. */
const coverOf = (part: Blob, { expected }: Live): number =>
  overlapArea(part, expected) / max(1, boxArea(expected));

/** What of a part that holds several movers lies where one of them is expected. */
const clipped = (part: Blob, { expected }: Live): Blob => {
  const own = grown(expected, 1);
  const edges = {
    left: max(part.left, own.left),
    top: max(part.top, own.top),
    right: min(part.right, own.right),
    bottom: min(part.bottom, own.bottom),
  };
  const share = min(1, boxArea(edges) / max(1, boxArea(part)));
  return { ...edges, area: part.area * share, quietArea: part.quietArea * share };
};

/** Gives each part to the mover it fits best; returns those that fit none. */
const assign = (parts: readonly Blob[], live: readonly Live[], margin: number): Blob[] => {
  const free: Blob[] = [];
  for (const part of parts) {
    const covered = live.filter((each) => coverOf(part, each) > 0.5);
    if (covered.length > 1) {
      for (const each of covered) each.parts.push(clipped(part, each));
      continue;
    }
    let best: Live | undefined;
    let bestFit = 0.25;
    for (const candidate of live) {
      const fit = max(fitOf(part, candidate.expected, margin), coverOf(part, candidate));
      if (fit > bestFit) [best, bestFit] = [candidate, fit];
    }
    if (best === undefined) free.push(part);
    else best.parts.push(part);
  }
  return free;
};

/** A mover this young that lies with an older one is a part of it. */
const youngSeconds = 0.75;

/**
 * Without the young movers that turn out to be parts of older ones. Only who was in sight a
 * look ago
 * takes parts: somebody who comes out from behind a post is followed from there on.
 */
const withoutFragments = (
  live: readonly Live[],
  { look, youngLooks }: { look: number; youngLooks: number },
  gap: { x: number; y: number },
): readonly Live[] => {
  const kept: Live[] = [];
  for (const each of live) {
    const isYoung = each.mover.sightings.length < youngLooks;
    const blob = { ...each.expected, area: 0, quietArea: 0 };
    const isPart = kept.some(
      ({ mover, expected }) =>
        (mover.sightings.at(-1)?.look ?? 0) >= look - 1 &&
        areOneBody({ ...expected, area: 0, quietArea: 0 }, blob, gap),
    );
    if (!isYoung || !isPart) kept.push(each);
  }
  return kept;
};

/** Starts following in pictures of `width × height`. */
export const createMoverWatch = ({
  width,
  height,
  looksPerSecond,
}: {
  width: number;
  height: number;
  looksPerSecond: number;
}): MoverWatch => {
  const movers: Mover[] = [];
  const long = max(width, height);
  const gap = { x: max(1, long * 0.012), y: max(2, long * 0.035) };
  const hiddenLooks = max(2, round(hiddenSeconds * looksPerSecond));
  let sightings = 0;

  const add = (mover: Mover, blob: Blob, look: number): void => {
    if (sightings >= maxSightings) return;
    sightings += 1;
    see(mover, blob, look);
    const rest = restOf(mover, looksPerSecond);
    if (rest === 0 || movers.length >= maxMovers) return;
    const left = mover.sightings.splice(-rest);
    movers.push({ moverId: movers.length + 1, sightings: left, velocityX: 0, velocityY: 0 });
  };

  const begin = (blob: Blob, look: number): void => {
    if (movers.length >= maxMovers) return;
    const mover = { moverId: movers.length + 1, sightings: [], velocityX: 0, velocityY: 0 };
    movers.push(mover);
    add(mover, blob, look);
  };

  /**
   * The parts of one mover. What lies apart from its main part but where the mover is expected is
   * a head before a dark window; what has stayed behind, or gone another way, is somebody else's.
   */
  const settle = ({ mover, expected, parts }: Live, look: number): readonly Blob[] => {
    const groups = joinParts(parts, gap);
    // Something much larger that comes near is somebody else, however large.
    const most = 1.5 * (mover.sightings.at(-1)?.area ?? Infinity);
    const value = (blob: Blob): number => min(blob.area, most) * (0.5 + fitOf(blob, expected, 1));
    const [first, ...others] = groups.toSorted((one, other) => value(other) - value(one));
    if (first === undefined) return [];
    let main = first;
    const room = boxArea(grown(expected, 2));
    const apart = others.filter((blob) => {
      const whole = joined(main, blob);
      const belongs =
        fitOf(blob, expected, 2) > 0.7 &&
        areInLine(main, blob, gap.x) &&
        boxArea(whole) <= 1.15 * room &&
        !staysBehind(blob, main);
      if (belongs) main = whole;
      return !belongs;
    });
    add(mover, main, look);
    return apart;
  };

  return {
    movers,
    take(regions, look) {
      const all = movers.flatMap((mover): Live[] => {
        const last = mover.sightings.at(-1);
        const expected = predicted(mover, look);
        if (last === undefined || expected === undefined) return [];
        return look - last.look > hiddenLooks ? [] : [{ mover, expected, parts: [] }];
      });
      const youngLooks = youngSeconds * looksPerSecond;
      const live = withoutFragments(all, { look, youngLooks }, gap);
      // With few looks a second somebody is a body's width farther on in the next one.
      const margin = long * (0.016 + 0.5 / looksPerSecond ** 2);
      const free = assign(regions, live, margin);
      const loose = live.flatMap((each) => settle(each, look));
      for (const blob of joinParts([...free, ...loose], gap)) {
        const near = live.find(({ mover }) => {
          const last = mover.sightings.at(-1);
          return last?.look === look && overlapArea(grown(blob, gap.x, gap.y), last) > 0;
        });
        const last = near?.mover.sightings.at(-1);
        if (near === undefined || last === undefined) begin(blob, look);
        else
          near.mover.sightings[near.mover.sightings.length - 1] = { look, ...joined(last, blob) };
      }
    },
  };
};
