import type { Backdrop } from './backdrop.ts';
import { fitPictures, unchangedFraming, type Framing } from './overlay.ts';
import { climb, type Found, type SearchMove } from './search.ts';

/** The closest and the widest cut-out that is looked for: a tenth off each side, and a little. */
const zoomBounds = [0.78, 1.28] as const;
/** Room for what rounding and a slight tilt of the cut do. */
const shiftSlack = 0.012;

/** A cut-out lies inside the picture it was cut from: so far its middle can be off. */
const fits = (zoom: number, shift: number): boolean =>
  zoom >= zoomBounds[0] &&
  zoom <= zoomBounds[1] &&
  Math.abs(shift) <= Math.abs(1 - zoom) / 2 + shiftSlack;

/** Whether a framing is one that cutting, or having been cut from, can bring about. */
const isCut = ({ zoomX, zoomY, shiftX, shiftY }: Framing): boolean =>
  fits(zoomX, shiftX) && fits(zoomY, shiftY);

/** How far an edge or the whole cut is moved at first, in widths or heights. */
const edgeStep = 0.04;
const wholeStep = 0.025;

/** A move of one edge changes the size by its way, and the middle by half of it. */
const edgeMove = (axis: 'X' | 'Y', side: 1 | -1) => (framing: Framing, steps: number) => ({
  ...framing,
  [`zoom${axis}`]: framing[`zoom${axis}`] + side * steps * edgeStep,
  [`shift${axis}`]: framing[`shift${axis}`] + (steps * edgeStep) / 2,
});

const wholeMove = (axis: 'X' | 'Y') => (framing: Framing, steps: number) => ({
  ...framing,
  [`shift${axis}`]: framing[`shift${axis}`] + steps * wholeStep,
});

const zoomMove = (framing: Framing, steps: number): Framing => ({
  ...framing,
  zoomX: framing.zoomX + steps * edgeStep,
  zoomY: framing.zoomY + steps * edgeStep,
});

const moved = [
  zoomMove,
  edgeMove('X', 1),
  edgeMove('X', -1),
  edgeMove('Y', 1),
  edgeMove('Y', -1),
  wholeMove('X'),
  wholeMove('Y'),
] as const;

/** The moves of a framing, for whatever has one. */
export const framingMoves = <P extends Framing>(): readonly SearchMove<P>[] =>
  moved.map((change) => ({
    move(values, steps) {
      const next = { ...values, ...change(values, steps) };
      return isCut(next) ? next : undefined;
    },
  }));

/** Framings from which a search begins: whole, and cut-outs from the middle and the corners. */
export const firstFramings = (mirrored: boolean): readonly Framing[] => {
  const framings: Framing[] = [{ ...unchangedFraming, mirrored }];
  for (const zoom of [0.82, 0.91, 1.1, 1.22]) {
    const room = Math.abs(1 - zoom) / 2;
    for (const shiftX of [-room, 0, room]) {
      for (const shiftY of [-room, 0, room]) {
        framings.push({ mirrored, zoomX: zoom, zoomY: zoom, shiftX, shiftY });
      }
    }
  }
  return framings;
};

/** The best of the first framings are climbed from, until one fits so well. */
const climbedFramings = 3;
const fitsWell = 0.85;

/** How one backdrop lies on another, and how well it fits there. */
export const fitBackdrops = (here: Backdrop, there: Backdrop): Found<Framing> => {
  const evaluate = (values: Framing) => fitPictures(here.fields, there.fields, values);
  const starts = [false, true]
    .flatMap(firstFramings)
    .map((values) => ({ values, correlation: evaluate(values) }))
    .toSorted((one, next) => next.correlation - one.correlation);
  let best: Found<Framing> = { values: unchangedFraming, correlation: 0 };
  for (const start of starts.slice(0, climbedFramings)) {
    const found = climb(start, { moves: framingMoves<Framing>(), rounds: 4, evaluate });
    if (found.correlation > best.correlation) best = found;
    if (best.correlation >= fitsWell) break;
  }
  return best;
};
