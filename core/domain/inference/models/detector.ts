import type { ModelUse } from '../analysis.ts';
import type { Box, ColourPicture } from '../picture.ts';

/** One thing on one picture. */
export interface Detection {
  /** A class name of the model's manifest. */
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  /** On the upright picture, in shares, letterboxing taken back. */
  readonly box: Box;
}

/** What a model's detections are for. Redaction finds faces and plates; it recognizes nobody. */
export type DetectorRole = 'evidence' | 'redaction';

/** A model that finds things, ready to run. */
export interface Detector {
  readonly model: ModelUse;
  readonly role: DetectorRole;
  /** Most pictures worth giving at once. */
  readonly maxBatch: number;
  /** Detections of each picture, in the order of the pictures, best first. */
  detect(pictures: readonly ColourPicture[]): Promise<readonly (readonly Detection[])[]>;
}
