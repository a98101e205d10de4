import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { dev } from './dev.ts';
import { projectFolder } from '../constructs/bundles.ts';

/** What the launcher of the local cloud may choose. */
export interface LocalChoices {
  /** Absolute path; default: where `layers/ffmpeg/build.ts` puts it. */
  readonly ffmpegPath?: string;
  readonly uploadUrlSeconds?: number;
}

/** Where `layers/ffmpeg/build.ts` puts the executable of this machine. */
const builtFfmpeg = join(projectFolder, '.local', 'layers', 'ffmpeg', 'bin', 'ffmpeg');

/** The local cloud: one machine, one user, a whole life in a minute. */
export const local = (choices: LocalChoices = {}): Deployment => ({
  ...dev,
  name: 'local',
  logRetentionDays: 1,
  webOrigins: ['*'],
  passwordSignIn: true,
  // AWS would refuse less than a function's timeout. Here nothing is throttled, and after a killed
  // worker somebody waits before the screen.
  redeliverAfterSeconds: (functionTimeoutSeconds) => Math.min(functionTimeoutSeconds, 30),
  ffmpeg: { from: 'machine', path: choices.ffmpegPath ?? builtFfmpeg },
  // An erasure cannot be proved before the last URL has ended, and the demo waits for that.
  uploadUrlSeconds: choices.uploadUrlSeconds ?? 20,
  // One machine, one clock: signer and storage cannot differ by more than rounding.
  clockSkewSeconds: 1,
  sweepAfterSeconds: 5,
  waitingPlaceSeconds: 60,
  operatorName: 'ClipLedger on this machine',
  operatorContact: 'http://127.0.0.1',
  evidenceOrigin: 'clipledger.local/log',
  // The stand-in for Rekognition runs on this machine and keeps nothing.
  rekognitionOptOutAttested: true,
});
