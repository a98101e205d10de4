import { addSeconds, laterOf, type Instant } from '../vocabulary/time.ts';
import type { PartPlan, UploadGrant } from './clip.ts';
import type { ArrivedPart } from './ports.ts';
import type { PartsGrant } from './reservation.ts';

/** From so many bytes a file is given in parts; below, one PUT takes 14 minutes at 1 Mbit/s. */
const partsFromBytes = 100_000_000;

/**
 * 16 MiB a part: 5 GB are 299 of the 10,000 that S3 takes, each over its least of 5 MiB, and one
 * takes 2.3 minutes on the slowest line, so that a crash costs little.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const bytesOfPart = 16 * 1_024 * 1_024;

/** How long a reservation lasts without a part arriving. */
const reservationSeconds = 3_600;

/** How long a reservation lasts at most, however many parts arrive. */
const longestReservationSeconds = 86_400;

/** The slowest line that uploads are planned for: a phone far from its mast. */
const slowestUplinkBitsPerSecond = 1_000_000;

/** Parts that a client sends side by side over its one line, at most. */
const mostPartsAtOnce = 6;

/** Seconds that so many bytes take on the slowest line. */
export const slowestUploadSeconds = (bytes: number): number =>
  Math.ceil((bytes * 8) / slowestUplinkBitsPerSecond);

/** Seconds that a part may take on the slowest line while others share it: 13.4 minutes. */
export const slowestPartSeconds = ({ partBytes }: PartPlan): number =>
  slowestUploadSeconds(partBytes * mostPartsAtOnce);

/** How a file of so many bytes is given in parts; undefined when one PUT takes it. */
export const planParts = ({
  bytes,
  now,
}: {
  readonly bytes: number;
  readonly now: Instant;
}): PartPlan | undefined =>
  bytes < partsFromBytes
    ? undefined
    : {
        partBytes: bytesOfPart,
        partCount: Math.ceil(bytes / bytesOfPart),
        arrivedBytes: 0,
        reservedUntil: addSeconds(now, reservationSeconds),
      };

/** The exact bytes of one part of a file of `grantBytes`; 0 for one that the plan has not. */
export const partBytesOf = (plan: PartPlan, grantBytes: number, partNumber: number): number => {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > plan.partCount) return 0;
  const before = (partNumber - 1) * plan.partBytes;
  return Math.min(plan.partBytes, grantBytes - before);
};

/** Numbers of the parts that have not arrived whole. */
export const missingParts = (
  grant: PartsGrant,
  arrived: readonly ArrivedPart[],
): readonly number[] => {
  const bytesOf = new Map(arrived.map(({ partNumber, bytes }) => [partNumber, bytes]));
  const planned = Array.from({ length: grant.parts.partCount }, (_, index) => index + 1);
  return planned.filter(
    (partNumber) => bytesOf.get(partNumber) !== partBytesOf(grant.parts, grant.bytes, partNumber),
  );
};

/** When the last reservation of a grant ends, whatever arrives. */
export const lastReservationEnd = ({ grantedAt }: UploadGrant): Instant =>
  addSeconds(grantedAt, longestReservationSeconds);

/**
 * Until when a reservation holds, given what has arrived: only bytes that were not there at the
 * last renewal renew it, by an hour from now, to a day from the grant, and never back.
 */
export const reservationAfter = (
  grant: PartsGrant,
  { arrived, now }: { readonly arrived: readonly ArrivedPart[]; readonly now: Instant },
): Pick<PartPlan, 'arrivedBytes' | 'reservedUntil'> => {
  const { arrivedBytes: before, reservedUntil } = grant.parts;
  const arrivedBytes = arrived.reduce((sum, { bytes }) => sum + bytes, 0);
  if (arrivedBytes <= before) return { arrivedBytes: before, reservedUntil };
  const anHourOn = addSeconds(now, reservationSeconds);
  const last = lastReservationEnd(grant);
  const renewed = anHourOn < last ? anHourOn : last;
  return { arrivedBytes, reservedUntil: laterOf(reservedUntil, renewed) };
};
