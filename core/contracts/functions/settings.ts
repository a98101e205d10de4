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

/** Pictures a second that are looked at for movement: a whole multiple of the samples. */
export const looksPerSecond = z.coerce.number().positive().max(30);

/**
 * Rekognition's calls a second that one analysis may make: the account's quota (5 in most regions,
 * 50 in three) divided by how many analyses run at once.
 * https://docs.aws.amazon.com/general/latest/gr/rekognition.html
 */
export const moderationCallsPerSecond = z.coerce.number().positive().max(50);

/** Whether faces are found by Rekognition, 8 frames a clip, where no model finds them. */
export const rekognitionFaces = z.enum(['on', 'off']);

/** Manifests of models, `s3://bucket/key` or absolute paths, between commas; empty without. */
export const modelManifests = z.string();

/** The folder of the package `onnxruntime-node`; empty where there are no models. */
export const onnxRuntimeFolder = z.string();

/** Whether ffmpeg may decode on a GPU where it finds one. */
export const hardwareDecoding = z.enum(['auto', 'off']);

/** GPU workers at once, of both kinds together. */
export const maxWorkers = positiveInteger.max(50);

/** Clips that a worker has in hand at once. */
export const clipsPerWorkerAtOnce = positiveInteger.max(8);

/** Seconds in which a fully used worker finishes a clip, until the queue tells better. */
export const usualSecondsPerClip = z.coerce.number().positive().max(3_600);

/** Where this deployment analyzes: it bounds what a campaign may ask for. */
export const analyzerHost = z.enum(['lambda', 'worker']);

/** The deployment's name, from which names of resources follow. */
export const deploymentName = z.string().regex(/^[a-z][a-z0-9-]{0,20}$/);

/** The evidence log's origin line: a host-like name that no other log has. */
export const evidenceOrigin = z.string().regex(/^[a-z0-9.-]+\/[a-z0-9/-]+$/);
