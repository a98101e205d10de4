import { beats, changeWaves, type Anchor } from './anchors.ts';
import type { Backdrop } from './backdrop.ts';
import { backdropSpectrum, backdropWaves } from './backdrop-spectrum.ts';

/** What a clip is found by. */
export interface Findable {
  readonly anchors: readonly Anchor[];
  readonly backdrop: Backdrop;
}

/**
 * A band joins the signs of some frequencies: of the change around an anchor, which tells one event
 * from another, and of the backdrop, which tells one place from another. Both are of the clip that
 * was copied, so both are of the copy; and a place's clips do not fill the bands of all others.
 */
const signCounts = [
  // Few signs, which outlive a cut and a change of speed together.
  { change: 12, backdrop: 4 },
  // Many signs: found still where a million clips fill the bands of few.
  { change: 20, backdrop: 6 },
] as const;
/** Bands that there are: each joins others of the signs. */
const bandCount = 12;
/** Bands stored of a clip: with few anchors each has more of them. */
export const maxBands = 72;
/** Bands looked up for one clip. */
export const maxProbes = 288;

/** Numbers below `count` in the order of a fixed shuffle, the same for ever. */
const shuffled = (count: number, seed: number): readonly number[] => {
  const numbers = Array.from({ length: count }, (_, at) => at);
  let state = (0x9e3779b9 + Math.imul(seed, 0x85ebca6b)) >>> 0;
  for (let at = count - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [numbers[at], numbers[other]] = [numbers[other] ?? 0, numbers[at] ?? 0];
  }
  return numbers;
};

const changeCount = changeWaves.length * beats;

/** Which signs each band joins: places in the change's spectrum and, after it, the backdrop's. */
const bandPlaces: readonly (readonly number[])[] = Array.from({ length: bandCount }, (_, band) => {
  const { change, backdrop } = signCounts[band % 3 === 2 ? 1 : 0];
  return [
    ...shuffled(changeCount, band).slice(0, change),
    ...shuffled(backdropWaves.length, 100 + band)
      .slice(0, backdrop)
      .map((place) => changeCount + place),
  ];
});

/** Bands that each of so many anchors has: at most `maxBands` in all. */
const bandsPerAnchor = (anchors: number): number =>
  anchors === 0 ? 0 : Math.min(bandCount, Math.floor(maxBands / anchors));

/** Both spectra one after another, each by its usual strength, so that doubts compare. */
const joined = (change: Float32Array, backdrop: Float32Array): Float32Array => {
  const inUsual = (values: Float32Array): readonly number[] => {
    const usual = Math.max(1e-9, Math.hypot(...values) / Math.sqrt(values.length));
    return Array.from(values, (value) => value / usual);
  };
  return Float32Array.from([...inUsual(change), ...inUsual(backdrop)]);
};

const isOddAcross = Array.from({ length: changeCount + backdropWaves.length }, (_, place) => {
  const wave =
    place < changeCount
      ? changeWaves[Math.floor(place / beats)]
      : backdropWaves[place - changeCount];
  return (wave?.[0] ?? 0) % 2 === 1;
});

const mirrored = (spectrum: Float32Array): Float32Array =>
  spectrum.map((value, place) => (isOddAcross[place] === true ? -value : value));

/** The signs of a band as a number, the first as its lowest bit. */
const signsOf = (spectrum: Float32Array, band: number): number => {
  let signs = 0;
  for (const [order, place] of (bandPlaces[band] ?? []).entries()) {
    if ((spectrum[place] ?? 0) > 0) signs |= 1 << order;
  }
  return signs;
};

/** The name of a band with its signs: reading, band, and the signs as a number. */
const bandName = (reading: number, band: number, signs: number): string =>
  `${reading}${band.toString(36)}${(signs >>> 0).toString(36)}`;

/** The bands that a clip is stored under: at most `maxBands`, none twice. */
export const bandsOf = ({ anchors, backdrop }: Findable): readonly string[] => {
  const place = backdropSpectrum(backdrop);
  const names = new Set<string>();
  for (const { reading, spectrum } of anchors) {
    const both = joined(spectrum, place);
    for (let band = 0; band < bandsPerAnchor(anchors.length); band += 1) {
      names.add(bandName(reading, band, signsOf(both, band)));
    }
  }
  return [...names];
};

/** A band to look up. The less doubtful the signs it turns, the likelier it finds. */
interface Probe {
  readonly name: string;
  readonly doubt: number;
}

/** Signs of a band that are turned, each alone and two together: those nearest to 0. */
const turnedSigns = 4;

const probesOfBand = (reading: number, spectrum: Float32Array, band: number): readonly Probe[] => {
  const signs = signsOf(spectrum, band);
  const doubtful = (bandPlaces[band] ?? [])
    .map((place, order) => ({ order, margin: Math.abs(spectrum[place] ?? 0) }))
    .toSorted((one, other) => one.margin - other.margin)
    .slice(0, turnedSigns);
  const probes = [{ name: bandName(reading, band, signs), doubt: 0 }];
  for (const [at, one] of doubtful.entries()) {
    const turned = signs ^ (1 << one.order);
    probes.push({ name: bandName(reading, band, turned), doubt: one.margin });
    for (const other of doubtful.slice(at + 1)) {
      const name = bandName(reading, band, turned ^ (1 << other.order));
      probes.push({ name, doubt: one.margin + other.margin });
    }
  }
  return probes;
};

/**
 * The bands under which earlier clips are looked up: the clip's own, those of its mirror image, and
 * those with the most doubtful signs turned; at most `maxProbes`, the surest.
 */
export const probesOf = ({ anchors, backdrop }: Findable): readonly string[] => {
  const place = backdropSpectrum(backdrop);
  const bands = Array.from({ length: bandsPerAnchor(anchors.length) }, (_, band) => band);
  const probes = anchors.flatMap(({ reading, spectrum }) => {
    const both = joined(spectrum, place);
    return [both, mirrored(both)].flatMap((seen) =>
      bands.flatMap((band) => probesOfBand(reading, seen, band)),
    );
  });
  const surest = probes.toSorted((one, other) => one.doubt - other.doubt);
  return [...new Set(surest.map(({ name }) => name))].slice(0, maxProbes);
};
