import * as z from 'zod';

/**
 * Settings that more than one function reads; the deployment's config gives them. Numbers arrive
 * as text in an environment.
 */
const positiveInteger = z.coerce.number().int().positive();

/** How long an upload URL lives. At most 15 minutes, whatever a config says. */
export const uploadUrlSeconds = positiveInteger.max(900);

/** How far the clocks of a signer and of storage may differ. */
export const clockSkewSeconds = positiveInteger.max(3_600);

/** Grants a contributor may have open at once. */
export const maxOpenGrants = positiveInteger.max(1_000);

/** After a URL's end, how long until the sweep looks whether the upload came. */
export const sweepAfterSeconds = positiveInteger.max(86_400);

/** How long a place in the waiting list is kept for somebody who does not ask again. */
export const waitingPlaceSeconds = positiveInteger.max(86_400);

/** Who answers for the processing, as consent records and notices name them: no empty promise. */
export const operatorName = z.string().min(1).max(200);
/** Where people reach them: an address of mail or of a page. */
export const operatorContact = z.string().min(3).max(300);

/** The deployment's name, from which names of resources follow. */
export const deploymentName = z.string().regex(/^[a-z][a-z0-9-]{0,20}$/);

/** The evidence log's origin line: a host-like name that no other log has. */
export const evidenceOrigin = z.string().regex(/^[a-z0-9.-]+\/[a-z0-9/-]+$/);
