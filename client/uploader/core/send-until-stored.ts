import { backoffMilliseconds, defaultMaxAttempts } from './backoff.ts';
import type { PauseGate } from './pause-gate.ts';
import {
  FileShrank,
  FileUnreadable,
  type FileSlice,
  type SignedTarget,
  type UploadMachine,
} from './ports.ts';
import {
  errorCodeOf,
  meaningOf,
  type Meaning,
  type StorageAnswer,
  type UploadRefusal,
} from './storage-answer.ts';

/** Something to be stored by one PUT. */
export interface Shipment {
  readonly body: FileSlice;
  /** What its signature covers. */
  readonly declaredBytes: number;
  readonly target: SignedTarget;
  /** Signs again once the target has ended; absent where that cannot be done. */
  readonly renew?: () => Promise<SignedTarget>;
  /** Whether it has arrived after all: asked when everything was sent and no answer came. */
  readonly hasArrived?: () => Promise<boolean>;
  readonly onBytes: (sentBytes: number) => void;
}

/** How a shipment is bounded and watched. */
export interface ShippingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly gate: PauseGate;
  readonly maxAttempts?: number | undefined;
  readonly idleTimeoutSeconds?: number | undefined;
  readonly onRetry?: ((attempt: number, why: string) => void) | undefined;
}

/** How a shipment ended. */
export type ShipmentEnd =
  | { readonly kind: 'stored'; readonly attempts: number }
  | { readonly kind: 'refused'; readonly reason: UploadRefusal; readonly attempts: number }
  | { readonly kind: 'expired'; readonly attempts: number }
  | { readonly kind: 'gone'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly attempts: number; readonly why: string };

/** Without a byte moved for a minute, the line is dead. */
const defaultIdleTimeoutSeconds = 60;

/** A URL that ends again and again means that the clocks differ, and that nothing will help. */
const maxRenewals = 5;

/**
 * Sends until storage has it, from the start each time: storage keeps nothing of a broken PUT. A
 * pause stops the attempt under way, which then does not count. Throws the signal's reason, what
 * signing throws, and `FileUnreadable`.
 */
export const sendUntilStored = async (
  shipment: Shipment,
  machine: UploadMachine,
  options: ShippingOptions,
): Promise<ShipmentEnd> => {
  const { signal, gate, maxAttempts = defaultMaxAttempts } = options;
  let { target } = shipment;
  let renewals = 0;
  let why = 'nothing was tried';
  for (let attempts = 1; attempts <= maxAttempts; attempts += 1) {
    await gate.opened(signal);
    const tried = await attempt({ ...shipment, target }, machine, options);
    if (tried.why !== undefined) ({ why } = tried);
    const { meaning } = tried;
    switch (meaning.kind) {
      case 'stored':
      case 'stored-before':
        return { kind: 'stored', attempts };
      case 'refused':
        return { kind: 'refused', reason: meaning.reason, attempts };
      case 'gone':
        return { kind: 'gone', attempts };
      case 'unknown':
        return { kind: 'failed', attempts, why };
      case 'expired':
        if (shipment.renew === undefined) return { kind: 'expired', attempts: attempts - 1 };
        renewals += 1;
        if (renewals > maxRenewals) return { kind: 'failed', attempts, why };
        target = await shipment.renew();
        attempts -= 1;
        break;
      case 'paused':
        attempts -= 1;
        break;
      case 'again':
        if (attempts === maxAttempts) break;
        options.onRetry?.(attempts + 1, why);
        await machine.pace.pause(backoffMilliseconds(attempts, machine.pace.random()), signal);
    }
    shipment.onBytes(0);
  }
  return { kind: 'failed', attempts: maxAttempts, why };
};

interface Tried {
  readonly meaning: Meaning | { readonly kind: 'paused' };
  readonly why?: string;
}

const attempt = async (
  shipment: Shipment,
  machine: UploadMachine,
  { signal, gate, idleTimeoutSeconds = defaultIdleTimeoutSeconds }: ShippingOptions,
): Promise<Tried> => {
  const { target, body, declaredBytes, onBytes } = shipment;
  const { closing } = gate;
  if (machine.pace.nowMilliseconds() >= Date.parse(target.expiresAt)) {
    return { meaning: { kind: 'expired' }, why: 'the link had ended before it was used' };
  }
  let sentBytes = 0;
  let tried: Tried;
  try {
    const answer = await machine.send({
      url: target.url,
      headers: target.headers,
      body,
      idleTimeoutSeconds,
      onBytes: (bytes) => {
        sentBytes = bytes;
        onBytes(bytes);
      },
      signal: signal === undefined ? closing : AbortSignal.any([signal, closing]),
    });
    const meaning = meaningOf(answer, { sizeDiffers: body.bytes !== declaredBytes });
    tried = { meaning: signedAnew(shipment, meaning, answer), why: describe(answer) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FileShrank) {
      return { meaning: { kind: 'refused', reason: 'size-differs' }, why: error.message };
    }
    if (error instanceof FileUnreadable) throw error;
    // Whatever else sending rejects with comes from the line.
    const why = messageOf(error);
    tried = closing.aborted ? { meaning: { kind: 'paused' } } : { meaning: { kind: 'again' }, why };
  }
  return (await lostAnswer(shipment, tried, sentBytes)) ? { meaning: { kind: 'stored' } } : tried;
};

/**
 * A 403 of unknown cause helps nothing to a file with one link, but a part can be signed anew: the
 * clocks may differ, or the keys that signed it have ended.
 */
const signedAnew = ({ renew }: Shipment, meaning: Meaning, { status }: StorageAnswer): Meaning =>
  meaning.kind === 'unknown' && status === 403 && renew !== undefined
    ? { kind: 'expired' }
    : meaning;

/** Everything was sent and no success came back: storage may have it all the same. */
const lostAnswer = async (
  { hasArrived, body }: Shipment,
  { meaning }: Tried,
  sentBytes: number,
): Promise<boolean> => {
  if (meaning.kind !== 'again' && meaning.kind !== 'paused') return false;
  return hasArrived !== undefined && sentBytes >= body.bytes && (await hasArrived());
};

// Not `instanceof Error`: what a runtime throws itself may come from another realm.
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

const describe = (answer: StorageAnswer): string => {
  const code = errorCodeOf(answer);
  return code === undefined
    ? `storage answered ${answer.status}`
    : `storage answered ${answer.status} ${code}`;
};
