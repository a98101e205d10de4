import * as z from 'zod';

/** 0 to 1. */
export const share = z.number().min(0).max(1);
/** From the start of the clip. */
export const seconds = z.number().min(0);

/** A place on the upright picture, in shares of its sides. */
export const box = z.strictObject({ left: share, top: share, width: share, height: share });

/** Stretches of the clip, in order. */
export const intervals = z.array(z.strictObject({ startSeconds: seconds, endSeconds: seconds }));
