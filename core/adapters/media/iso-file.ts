import type { MediaFacts } from '../../domain/intake/clip.ts';
import type { DurationLimits } from '../../domain/intake/ports.ts';
import type { FileWindows } from './file-windows.ts';
import { boxHeadAt, boxHeadBytes, viewOf, type BoxHead } from './iso-boxes.ts';
import { durationOfFragments } from './iso-duration.ts';
import { readMovie, type IsoMovie } from './iso-movie.ts';
import { carriedBy } from './personal-tags.ts';
import { rounded } from './thousandths.ts';
import { Unfit } from './unfit.ts';

/** Boxes that a file may begin with; whatever else it is, it is no film of this family. */
const firstBoxes: readonly string[] = [
  ...['ftyp', 'styp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'udta', 'uuid', 'prfl'],
];

/** Whether a file is MP4, QuickTime or 3GP, by its first bytes. */
export const isIsoFile = (head: Uint8Array): boolean => {
  const first = head.length < 8 ? undefined : boxHeadAt(viewOf(head), 0, Infinity);
  return first?.bytes !== undefined && firstBoxes.includes(first.type);
};

/** Boxes on the outermost level in front of the header, or of the first fragment. */
const maxBoxes = 64;
/** What is read behind a box whose end is far from that of the file. */
const hopBytes = 32_768;
/** What follows the film in a file is read whole up to this: a header of ten minutes has 2 MB. */
const tailBytes = 2_097_152;

/** What the outermost level of a file showed. */
interface Outline {
  readonly movie: IsoMovie | undefined;
  /** Where the first fragment begins. */
  readonly fragmentsAt: number | undefined;
  /** An index in front of the fragments, without its head, and where it ends. */
  readonly index: { readonly from: number; readonly to: number } | undefined;
  readonly brand: string | undefined;
  readonly hasFilm: boolean;
  readonly isPicture: boolean;
  readonly isCut: boolean;
}

/** The facts of an MP4, QuickTime or 3GP file. Throws `Unfit`. */
export const isoFacts = async (
  file: FileWindows,
  limits: DurationLimits | undefined,
): Promise<MediaFacts> => {
  const outline = await outlineOf(file);
  const { movie } = outline;
  if (movie === undefined) throw new Unfit(reasonWithoutHeader(outline));
  const { video } = movie;
  if (video.codec === undefined) throw new Unfit('unsupported-codec');
  if (video.width === 0 || video.height === 0) throw new Unfit('unreadable', 'No size');
  const lasting = await lengthOf(outline, { movie, file, limits });
  return {
    container: outline.brand === undefined || outline.brand === 'qt  ' ? 'mov' : 'mp4',
    codec: video.codec,
    width: video.width,
    height: video.height,
    rotationDegrees: video.rotationDegrees,
    ...lasting,
    hasAudio: movie.hasAudio,
    ...carriedBy(movie.tagNames),
  };
};

/** What is missing where no header is: its end, all of it, or it is a photograph. */
const reasonWithoutHeader = ({ isPicture, isCut, hasFilm, fragmentsAt }: Outline) => {
  if (isPicture && !hasFilm) return 'not-a-video';
  if (isCut || (hasFilm && fragmentsAt === undefined)) return 'truncated';
  return 'unreadable';
};

/** Walks the outermost boxes up to the header, and up to the first fragment where there are any. */
const outlineOf = async (file: FileWindows): Promise<Outline> => {
  let found: Outline = {
    ...{ movie: undefined, fragmentsAt: undefined, index: undefined, brand: undefined },
    ...{ hasFilm: false, isPicture: false, isCut: false },
  };
  let at = 0;
  for (let count = 0; count < maxBoxes && at < file.bytes; count += 1) {
    const head = await boxAt(file, at);
    if (head?.bytes === undefined) return { ...found, isCut: isShort(file, at) };
    const end = at + head.bytes;
    if (end > file.bytes && head.type !== 'moof') return { ...found, ...seen(head), isCut: true };
    found = { ...found, ...seen(head), ...(await lookInto(file, { head, at }, found)) };
    if (isWhole(found.movie) || found.fragmentsAt !== undefined) return found;
    at = end;
  }
  return found;
};

/** A header that lists all there is. */
const isWhole = (movie: IsoMovie | undefined): boolean =>
  movie !== undefined && movie.video.samples.samples > 0 && !movie.expectsFragments;

/** A head that breaks off at the file's end, not one that makes no sense. */
const isShort = (file: FileWindows, at: number): boolean => file.bytes - at < 8;

const seen = ({ type }: BoxHead): Partial<Outline> => {
  if (type === 'mdat') return { hasFilm: true };
  return type === 'meta' ? { isPicture: true } : {};
};

const lookInto = async (
  file: FileWindows,
  { head, at }: { head: BoxHead; at: number },
  found: Outline,
): Promise<Partial<Outline>> => {
  const end = at + (head.bytes ?? 0);
  switch (head.type) {
    case 'ftyp':
      return { brand: String.fromCharCode(...file.slice(at + 8, at + 12)) };
    case 'moov': {
      if (found.movie !== undefined) return {};
      // With the head of what follows it, which tells a film in fragments from an empty one.
      await file.load(at, end + boxHeadBytes);
      return { movie: readMovie(file.slice(at, end), head.headBytes) };
    }
    case 'sidx':
      await file.load(at, end);
      return found.index === undefined ? { index: { from: at + head.headBytes, to: end } } : {};
    case 'moof':
      return { fragmentsAt: at };
    default:
      return {};
  }
};

/** The head of the box at a place, which is read with what stands behind it. */
const boxAt = async (file: FileWindows, at: number): Promise<BoxHead | undefined> => {
  const left = file.bytes - at;
  if (file.loadedTo(at) < at + Math.min(boxHeadBytes, left)) {
    await file.load(at, left <= tailBytes ? file.bytes : at + hopBytes);
  }
  return boxHeadAt(viewOf(file.slice(at, at + boxHeadBytes)), 0, left);
};

/** What a film lasts, by the header's own tables or by its fragments. */
type Lasting = Pick<MediaFacts, 'durationSeconds' | 'durationIsEstimated' | 'frameRate'>;

const lengthOf = async (
  { fragmentsAt, index }: Outline,
  {
    movie,
    file,
    limits,
  }: { movie: IsoMovie; file: FileWindows; limits: DurationLimits | undefined },
): Promise<Lasting> => {
  const { samples, timescale, editedSeconds = Infinity } = movie.video;
  if (fragmentsAt !== undefined) {
    return durationOfFragments({ fragmentsAt, index, movie, file, limits });
  }
  if (samples.samples === 0) throw new Unfit('truncated');
  if (movie.lastByte > file.bytes) throw new Unfit('truncated');
  const seconds = samples.duration / timescale;
  return {
    frameRate: seconds > 0 ? rounded(samples.samples / seconds) : 0,
    durationSeconds: rounded(Math.min(seconds, editedSeconds)),
    durationIsEstimated: false,
  };
};
