import * as z from 'zod';
import { leafKinds } from '../../domain/evidence/leaf.ts';
import type { LeafId } from '../../domain/vocabulary/ids.ts';

const leafId = z
  .string()
  .regex(/^leaf_[a-z-]+_[0-9A-HJKMNP-TV-Z]{26}$/)
  .transform((text) => text as LeafId);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const commitment = z.base64().length(44);

/** A leaf on its way to the log: what the log will show, and its id. Nothing else. */
export const leafMessage = z.strictObject({ leafId, kind: z.enum(leafKinds), day, commitment });

/** The leaf of a new item, as its table's stream tells of it; undefined for items without one. */
export const leafOfImage = z
  .object({
    leaf: z
      .object({
        M: z.object({
          leafId: z.object({ S: leafId }),
          kind: z.object({ S: z.enum(leafKinds) }),
          day: z.object({ S: day }),
          commitment: z.object({ S: commitment }),
        }),
      })
      .optional(),
  })
  .transform(({ leaf }) =>
    leaf === undefined
      ? undefined
      : {
          leafId: leaf.M.leafId.S,
          kind: leaf.M.kind.S,
          day: leaf.M.day.S,
          commitment: leaf.M.commitment.S,
        },
  );
