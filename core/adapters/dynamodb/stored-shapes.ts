import * as z from 'zod';
import { leafKinds, type Json, type Leaf } from '../../domain/evidence/leaf.ts';
import type { Currency } from '../../domain/vocabulary/money.ts';

/**
 * Shapes that several stores read back. Looser than what enters over HTTP: what is stored was
 * checked then, and a shape that grew stricter since must not make old items unreadable.
 */
const idShape = <Prefix extends string>(prefix: Prefix) =>
  z.templateLiteral([`${prefix}_`, z.string().min(1)]);

export const clipIdShape = idShape('clip');
export const campaignIdShape = idShape('campaign');
export const contributorIdShape = idShape('contributor');
export const cameraIdShape = idShape('camera');
export const actIdShape = idShape('act');
export const consentIdShape = idShape('consent');
export const awardIdShape = idShape('award');
export const erasureIdShape = idShape('erasure');
export const viewIdShape = idShape('view');
const leafIdShape = idShape('leaf');

/** Counters, versions and epochs. */
export const countShape = z.int().min(0);

const currencies = ['USD', 'EUR', 'GBP', 'CAD'] as const satisfies readonly Currency[];
export const currencyShape = z.enum(currencies);

/** An amount as stored: integer minor units of one currency. */
export const moneyShape = z.object({ amountMinor: z.int(), currency: currencyShape });

/** The outbox attribute: a stream hands it to the evidence log as it stands. */
export const leafShape: z.ZodType<Leaf> = z.object({
  leafId: leafIdShape,
  kind: z.enum(leafKinds),
  day: z.string(),
  commitment: z.string(),
});

/**
 * A leaf's document, kept as JSON text: DynamoDB would reorder members and turn numbers into its
 * own decimals, and the commitment is over the very values.
 */
export const documentShape = z.string().transform((text): Json => JSON.parse(text) as Json);
