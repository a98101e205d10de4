import type { ActId, ClipId } from '../../vocabulary/ids.ts';
import type { Interval, Look } from '../picture.ts';
import { backdropOf } from './backdrop.ts';
import { finePlanes, type TimedFields } from './change-planes.ts';
import { fieldsOf } from './grid.ts';
import { pdqOf } from './pdq.ts';
import { encodePlanes, type PlaneStretch } from './plane-codec.ts';
import { toBase64 } from '../../vocabulary/bytes.ts';

/**
 * How the picture changes over time, coarsely: brightness on 24 × 16 fields, 4 times a second. A
 * person is about 6 fields: enough to tell one event from another, not one face from another.
 */
export interface ChangeRecord {
  /** The picture when nothing happens: base64 of 24 × 16 grey levels, row by row. */
  readonly backdrop: string;
  /** 0 to 1: how much of the clip's pictures is as the backdrop says. */
  readonly steadiness: number;
  /** What changes, in order of time; of a clip over 2 minutes the stretches with most change. */
  readonly stretches: readonly PlaneStretch[];
}

/** What the clip's changes look like over time, so that the same footage is known again. */
export interface Fingerprint {
  readonly algorithm: 'clipledger/change-fingerprint/v1';
  /** One PDQ hash a sample: 64 hexadecimal digits, and how much there was to hash (0 to 100). */
  readonly frames: readonly {
    readonly seconds: number;
    readonly pdq: string;
    readonly quality: number;
  }[];
  readonly changes: ChangeRecord;
}

/** The same footage in an earlier clip of the campaign. */
export interface FootageMatch {
  readonly clipId: ClipId;
  readonly actId: ActId;
  /** Whether both clips claim to show one act: then two cameras were declared, one was used. */
  readonly sameAct: boolean;
  readonly here: Interval;
  readonly there: Interval;
  readonly mirrored: boolean;
  /** How much faster this clip runs than the earlier one: 1.1 is 10 % faster. */
  readonly speed: number;
  /** 0 to 1. */
  readonly score: number;
}

/** Watches looks in order of time. */
export interface FingerprintWatch {
  add(look: Look): void;
  finish(): Fingerprint;
}

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/**
 * Starts a fingerprint of a clip with `looksPerSecond` looks: 8 are meant, below 4 nothing is known
 * again. Keeps 1.5 kB a look until it is finished: 7 MB for 10 minutes.
 */
export const startFingerprint = (looksPerSecond: number): FingerprintWatch => {
  if (!(looksPerSecond > 0)) throw new RangeError('Looks per second must be positive');
  const looks: TimedFields[] = [];
  const frames: Fingerprint['frames'][number][] = [];
  return {
    add(look) {
      const { seconds } = look;
      looks.push({ seconds, fields: fieldsOf(look) });
      if (look.isSample) frames.push({ seconds: thousandths(seconds), ...pdqOf(look) });
    },
    finish() {
      const { fields, steadiness } = backdropOf(looks);
      return {
        algorithm: 'clipledger/change-fingerprint/v1',
        frames,
        changes: {
          backdrop: toBase64(fields),
          steadiness: thousandths(steadiness),
          stretches: encodePlanes(finePlanes(looks)),
        },
      };
    },
  };
};
