import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Box } from '../../core/domain/inference/picture.ts';
import type { TrackedBox } from '../../core/domain/inference/tracks.ts';

/** Taken once: loops over pixels call them millions of times. */
const { abs, floor, max, min, round } = Math;

/** The pictures of these clips. */
export const picture = { width: 320, height: 180, framesPerSecond: 10 } as const;

/** Something with fine detail that moves: a face or a plate drawn as a pattern. */
export interface Mark {
  readonly width: number;
  readonly height: number;
  /** Where its left upper corner is, in pixels; undefined while it is not there. */
  readonly at: (seconds: number) => readonly [left: number, top: number] | undefined;
}

/** A clip to draw. */
export interface MarkClip {
  readonly seconds: number;
  readonly marks: readonly Mark[];
  readonly isNight?: boolean;
  /** Multiplies the light of the whole picture. */
  readonly lightAt?: (seconds: number) => number;
}

const faceSize = { width: 20, height: 24 } as const;
const plateSize = { width: 32, height: 10 } as const;

/** A face-sized mark on a way. */
export const faceOn = (at: Mark['at']): Mark => ({ ...faceSize, at });
/** A plate-sized mark on a way. */
const plateOn = (at: Mark['at']): Mark => ({ ...plateSize, at });

/** Numbers from -1 to 1, the same for a seed. */
const grain = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2_147_483_648 - 1;
  };
};

/** Planks, bricks and grain that do not move: fine detail everywhere, to see what stays visible. */
const wall = (() => {
  const random = grain(7);
  return Float32Array.from({ length: picture.width * picture.height }, (_, index) => {
    const [x, y] = [index % picture.width, floor(index / picture.width)];
    const brick = (x + (floor(y / 10) % 2) * 12) % 24 < 2 || y % 10 < 2 ? -34 : 0;
    return 108 + x / 16 + brick + random() * 10;
  });
})();

/** Detail of two pixels; its mean is that of the wall, so that no cell is just lighter. */
const levelOfMark = (x: number, y: number): number =>
  128 + (((x >> 1) + (y >> 1)) % 2 === 0 ? 66 : -66);

/** The place of a mark on the picture at a moment; undefined when nothing of it is seen. */
const boxOf = (mark: Mark, seconds: number): Box | undefined => {
  const corner = mark.at(seconds);
  if (corner === undefined) return undefined;
  const left = max(0, round(corner[0]));
  const top = max(0, round(corner[1]));
  const right = min(picture.width, round(corner[0]) + mark.width);
  const bottom = min(picture.height, round(corner[1]) + mark.height);
  if (right - left < 1 || bottom - top < 1) return undefined;
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: (right - left) / picture.width,
    height: (bottom - top) / picture.height,
  };
};

const drawMark = (levels: Float32Array, mark: Mark, seconds: number): void => {
  const corner = mark.at(seconds);
  if (corner === undefined) return;
  const [left, top] = [round(corner[0]), round(corner[1])];
  for (let y = max(0, top); y < min(picture.height, top + mark.height); y += 1) {
    for (let x = max(0, left); x < min(picture.width, left + mark.width); x += 1) {
      levels[y * picture.width + x] = levelOfMark(x - left, y - top);
    }
  }
};

const frameCount = (clip: MarkClip): number => round(clip.seconds * picture.framesPerSecond);

/** Luma of every frame. */
function* lumaOf(clip: MarkClip): Generator<Uint8Array, void, void> {
  const random = grain(11);
  for (let frame = 0; frame < frameCount(clip); frame += 1) {
    const seconds = frame / picture.framesPerSecond;
    const levels = wall.slice();
    for (const mark of clip.marks) drawMark(levels, mark, seconds);
    const light = (clip.lightAt?.(seconds) ?? 1) * (clip.isNight === true ? 0.45 : 1);
    const noise = clip.isNight === true ? 14 : 2;
    const luma = new Uint8ClampedArray(levels.length);
    for (let at = 0; at < luma.length; at += 1) {
      luma[at] = 16 + ((levels[at] ?? 16) - 16) * light + random() * noise;
    }
    yield new Uint8Array(luma.buffer);
  }
}

const isTaken = (child: ReturnType<typeof spawn>, bytes: Uint8Array): boolean =>
  child.stdin?.write(bytes) ?? true;

/** Encodes the clip well. */
export const encodeMarks = async (
  clip: MarkClip,
  { ffmpegPath, path }: { ffmpegPath: string; path: string },
): Promise<void> => {
  const { width, height, framesPerSecond } = picture;
  const child = spawn(
    ffmpegPath,
    [
      ...['-hide_banner', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray'],
      ...['-s', `${width}x${height}`, '-r', String(framesPerSecond), '-i', 'pipe:0'],
      ...['-vf', 'scale=in_range=tv:out_range=tv,format=yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14', path],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const closed = once(child, 'close');
  for (const luma of lumaOf(clip)) {
    if (!isTaken(child, luma)) await Promise.race([once(child.stdin ?? child, 'drain'), closed]);
  }
  child.stdin?.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg could not encode the clip (code ${String(code)})`);
};

/** Luma of every frame of a file of this size. */
export const decodeLuma = async ({
  ffmpegPath,
  path,
}: {
  ffmpegPath: string;
  path: string;
}): Promise<readonly Uint8Array[]> => {
  const child = spawn(
    ffmpegPath,
    ['-nostdin', '-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  const bytes = picture.width * picture.height * 1.5;
  return Array.from({ length: floor(all.length / bytes) }, (_, frame) =>
    all.subarray(frame * bytes, frame * bytes + picture.width * picture.height),
  );
};

/** A place in pixels. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const detailOf = (luma: Uint8Array, { left, top, right, bottom }: Area): number => {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x + 2 < right; x += 1) {
      const at = y * picture.width + x;
      // Second difference: a slope or one step says little, a pattern much.
      const [one = 0, middle = 0, other = 0] = [luma[at], luma[at + 1], luma[at + 2]];
      sum += abs(one - 2 * middle + other);
    }
  }
  return sum;
};

/** The share of a place's detail that a copy keeps: about 1 when it shows, near 0 when covered. */
const keptDetail = (copy: Uint8Array, original: Uint8Array, area: Area): number => {
  const before = detailOf(original, area);
  return before === 0 ? 0 : detailOf(copy, area) / before;
};

/** The parts of a mark's place: quarters, so that no corner can hide behind the mean. */
const quartersOf = (box: Box): readonly Area[] => {
  const left = round(box.left * picture.width);
  const top = round(box.top * picture.height);
  const right = round((box.left + box.width) * picture.width);
  const bottom = round((box.top + box.height) * picture.height);
  const [x, y] = [round((left + right) / 2), round((top + bottom) / 2)];
  return [
    { left, top, right: x, bottom: y },
    { left: x, top, right, bottom: y },
    { left, top: y, right: x, bottom },
    { left: x, top: y, right, bottom },
  ].filter((area) => area.right - area.left >= 5 && area.bottom > area.top);
};

/** Boxes as a detector would give them: on samples, of what is at least half in the picture. */
export const tracksOf = (
  { marks, seconds }: MarkClip,
  perSecond: number,
): readonly { readonly boxes: readonly TrackedBox[] }[] =>
  marks.map((mark) => ({
    boxes: Array.from({ length: Math.ceil(seconds * perSecond) }, (_, sample): TrackedBox[] => {
      const box = boxOf(mark, sample / perSecond);
      const seen = box === undefined ? 0 : box.width * picture.width * box.height * picture.height;
      const isSeen = seen >= (mark.width * mark.height) / 2;
      return box !== undefined && isSeen ? [{ seconds: sample / perSecond, box }] : [];
    }).flat(),
  }));

/** The frames of a clip and of its copy. */
export interface Seen {
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
}

/** For each frame and mark in it: the most detail that a quarter of the mark keeps. */
export const keptOfMarks = (clip: MarkClip, { before, after }: Seen) =>
  after.flatMap((luma, frame) =>
    clip.marks.flatMap((mark, index) => {
      const box = boxOf(mark, frame / picture.framesPerSecond);
      const original = before[frame];
      if (box === undefined || original === undefined) return [];
      const kept = quartersOf(box).map((area) => keptDetail(luma, original, area));
      return kept.length === 0 ? [] : [{ frame, mark: index, kept: Math.max(...kept) }];
    }),
  );

/** Share of the picture's 20 × 20 px fields, over all frames, that keep their detail. */
export const visibleShare = ({ before, after }: Seen): number => {
  let [visible, all] = [0, 0];
  after.forEach((luma, frame) => {
    const original = before[frame];
    if (original === undefined) return;
    for (let top = 0; top + 20 <= picture.height; top += 20) {
      for (let left = 0; left + 20 <= picture.width; left += 20) {
        const area = { left, top, right: left + 20, bottom: top + 20 };
        if (keptDetail(luma, original, area) > 0.35) visible += 1;
        all += 1;
      }
    }
  });
  return visible / all;
};

/** In a rounded way from one place over another to a third. */
const arc =
  (from: readonly [number, number], radius: number, turnsPerSecond: number) =>
  (seconds: number): [number, number] => [
    from[0] + radius * Math.sin(seconds * turnsPerSecond * 2 * Math.PI),
    from[1] - radius * Math.cos(seconds * turnsPerSecond * 2 * Math.PI),
  ];

export const line =
  (left: number, top: number, across: number, down = 0): Mark['at'] =>
  (seconds) => [left + across * seconds, top + down * seconds];

/** Walks, stands, walks on. */
const stopAndGo: Mark['at'] = (seconds) => {
  const walked = seconds < 1 ? seconds : seconds < 2.4 ? 1 : seconds - 1.4;
  return [-20 + 95 * walked, 120];
};

/** Clips of marks that go in every way. */
export const markClips: Readonly<Record<string, MarkClip>> = {
  'straight, slow and fast': {
    seconds: 3,
    marks: [faceOn(line(-15, 30, 45)), plateOn(line(330, 125, -165))],
  },
  'in a curve, and coming and leaving in mid clip': {
    seconds: 3,
    marks: [
      faceOn(arc([75, 90], 35, 0.25)),
      plateOn((seconds) => (seconds < 1 ? undefined : [320 - (seconds - 1) * 120, 150])),
    ],
  },
  'with a stop on the way, and two that cross': {
    seconds: 4,
    marks: [faceOn(stopAndGo), faceOn(line(-15, 45, 90)), faceOn(line(320, 50, -90))],
  },
};
