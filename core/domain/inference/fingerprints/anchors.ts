import { planeLengths, planesPerSecond, type ChangePlanes } from './change-planes.ts';
import { waveTables } from './waves.ts';
import { cellsOf, coarseGrid } from './grid.ts';

/** An instant at which change peaks, told from the change itself: trimming does not move it. */
export interface Anchor {
  /** Which reading of the curve of change it is. */
  readonly reading: number;
  readonly seconds: number;
  /** How strong the change is there. */
  readonly strength: number;
  /** What the change looks like around the instant: its lowest frequencies over space and time. */
  readonly spectrum: Float32Array;
}

/** Weights that smooth the curve of change over ±0.5 s. */
const smoothing = [1, 2, 3, 2, 1] as const;
/** A peak is higher than all within ±0.75 s. */
const peakReach = 3;
/** Change weaker than this, in grey levels summed over the fields as lengths are, is noise. */
export const noiseLength = 3;
/** Anchors of a clip, the strongest. */
const maxAnchors = 24;

const smoothed = (curve: Float32Array): Float32Array =>
  curve.map((_, index) => {
    let sum = 0;
    for (const [tap, weight] of smoothing.entries()) sum += weight * (curve[index + tap - 2] ?? 0);
    return sum / 9;
  });

/** Where the parabola through three neighbours peaks, in planes from the middle one. */
const peakBetween = (before: number, at: number, after: number): number => {
  const bend = before - 2 * at + after;
  return bend < 0 ? Math.min(0.5, Math.max(-0.5, (before - after) / (2 * bend))) : 0;
};

/** Frequencies across and down of the spectrum: coarse enough to outlive a crop. */
export const changeWaves = [
  [1, 0],
  [0, 1],
  [1, 1],
  [2, 0],
  [0, 2],
  [2, 1],
  [1, 2],
  [3, 0],
  [3, 1],
  [2, 2],
] as const;
/** Frequencies over time. */
export const beats = 4;
/** Planes on each side of an anchor that its spectrum looks at: ±1.5 s. */
const spectrumReach = 6;

const coarseCells = cellsOf(coarseGrid);

const windowTaps = 2 * spectrumReach + 1;
const beatTable = Array.from({ length: beats }, (_, beat) =>
  Float32Array.from({ length: windowTaps }, (__, tap) => {
    const place = (tap + 0.5) / windowTaps;
    const fade = Math.sin(Math.PI * place);
    return fade * Math.cos(Math.PI * beat * place);
  }),
);

const strengthOf = (curve: Float32Array, cell: number): number => curve[cell] ?? 0;

/** The change at an instant between two planes along a wave. */
const alongWave = (curve: Float32Array, place: number): number => {
  const before = Math.floor(place);
  const share = place - before;
  return strengthOf(curve, before) * (1 - share) + strengthOf(curve, before + 1) * share;
};

const tables = waveTables(changeWaves, coarseGrid);

const waveCurves = ({ coarse, known }: ChangePlanes): readonly Float32Array[] =>
  tables.map((wave) =>
    Float32Array.from(known, (_, index) => {
      let sum = 0;
      for (let cell = 0; cell < coarseCells; cell += 1) {
        sum += (coarse[index * coarseCells + cell] ?? 0) * (wave[cell] ?? 0);
      }
      return sum;
    }),
  );

const spectrumAt = (curves: readonly Float32Array[], place: number): Float32Array => {
  const spectrum = new Float32Array(changeWaves.length * beats);
  for (const [wave, curve] of curves.entries()) {
    for (const [beat, weights] of beatTable.entries()) {
      let sum = 0;
      for (const [tap, weight] of weights.entries()) {
        sum += weight * alongWave(curve, place + tap - spectrumReach);
      }
      spectrum[wave * beats + beat] = sum;
    }
  }
  return spectrum;
};

/** How the curve of change is read: where it is highest, rises fastest and falls fastest. */
const readings = ['peak', 'rise', 'fall'] as const;

const readingOf = (curve: Float32Array, reading: (typeof readings)[number]): Float32Array => {
  if (reading === 'peak') return curve;
  const sign = reading === 'rise' ? 1 : -1;
  return curve.map((_, index) => sign * ((curve[index + 1] ?? 0) - (curve[index - 1] ?? 0)));
};

/** What a reading must reach: as much as noise has, and for slopes half of that. */
const leastOf = { peak: Math.sqrt(noiseLength), rise: 1, fall: 1 } as const;

const peaksOf = (curve: Float32Array, reading: (typeof readings)[number]) => {
  const read = readingOf(curve, reading);
  const peaks: { reading: number; place: number; strength: number }[] = [];
  for (let index = 1; index < read.length - 1; index += 1) {
    const here = read[index] ?? 0;
    if (here < leastOf[reading]) continue;
    const around = read.subarray(Math.max(0, index - peakReach), index + peakReach + 1);
    if (around.some((other) => other > here)) continue;
    const shift = peakBetween(read[index - 1] ?? 0, here, read[index + 1] ?? 0);
    peaks.push({ reading: readings.indexOf(reading), place: index + shift, strength: here });
  }
  return peaks;
};

/** The anchors of a clip in order of time: the strongest of each reading. */
export const anchorsOf = (planes: ChangePlanes, limit = maxAnchors): readonly Anchor[] => {
  const curve = smoothed(planeLengths(planes).map(Math.sqrt));
  const curves = waveCurves(planes);
  return readings
    .flatMap((reading) =>
      peaksOf(curve, reading)
        .toSorted((one, other) => other.strength - one.strength)
        .slice(0, Math.floor(limit / readings.length)),
    )
    .toSorted((one, other) => one.place - other.place)
    .map(({ reading, place, strength }) => ({
      reading,
      seconds: place / planesPerSecond,
      strength,
      spectrum: spectrumAt(curves, place),
    }));
};
