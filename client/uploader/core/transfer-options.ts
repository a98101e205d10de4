import type { PauseGate } from './pause-gate.ts';
import type { TransferProgress } from './progress.ts';

/** How a transfer is watched and bounded. */
export interface TransferOptions {
  readonly gate: PauseGate;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  readonly onRetry?: ((attempt: number, why: string) => void) | undefined;
  /** Its reason is thrown; what has arrived stays. */
  readonly signal?: AbortSignal | undefined;
  /** Of each PUT. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Default 60. */
  readonly idleTimeoutSeconds?: number | undefined;
  /** Default 5. */
  readonly parallelParts?: number | undefined;
}
