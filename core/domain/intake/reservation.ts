import { laterOf } from '../vocabulary/time.ts';
import type { Clip, PartPlan, UploadGrant } from './clip.ts';
import type { ReservationRenewal } from './ports.ts';

/** A grant of a file that is given in parts. */
export type PartsGrant = UploadGrant & { readonly parts: PartPlan };

/** Whether the file is given in parts. */
export const isInParts = (grant: UploadGrant): grant is PartsGrant => grant.parts !== undefined;

/** Clip and grant once a reservation was renewed: no time and no count ever goes back. */
export const afterRenewal = (
  { clip, grant }: { readonly clip: Clip; readonly grant: PartsGrant },
  renewal: ReservationRenewal,
): { readonly clip: Clip; readonly grant: PartsGrant } => ({
  clip: {
    ...clip,
    lastUploadEndsBy: laterOf(clip.lastUploadEndsBy, renewal.lastUploadEndsBy),
  },
  grant: {
    ...grant,
    urlExpiresAt: laterOf(grant.urlExpiresAt, renewal.urlExpiresAt),
    parts: {
      ...grant.parts,
      arrivedBytes: Math.max(grant.parts.arrivedBytes, renewal.arrivedBytes),
      reservedUntil: laterOf(grant.parts.reservedUntil, renewal.reservedUntil),
    },
  },
});
