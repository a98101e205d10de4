import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { errorName, type HostLog } from '../hosts/host-log.ts';

/** How a worker tells ECS that it has clips in hand. */
export interface TaskProtectionOptions {
  /** `ECS_AGENT_URI`, which ECS gives every container, or a stand-in's. */
  readonly address: string;
  readonly log: HostLog;
  /** After how long an agent that does not answer is given up. */
  readonly answerSeconds?: number;
  /** How often it is said again while clips are in hand. */
  readonly againSeconds?: number;
  /** How soon it is said again after it was refused. */
  readonly retrySeconds?: number;
  /** After so long without a rest the worker is given one. */
  readonly unbrokenSeconds?: number;
  /** How long a rest is. */
  readonly restSeconds?: number;
  /** Seconds of a clock that never goes back. */
  readonly nowSeconds?: () => number;
}

/** What a worker tells: a clip was taken, a clip has ended. */
export interface TaskProtection {
  taken(): void;
  ended(): void;
  /**
   * Asked by each of a worker's lanes before its next clip: nothing to wait for, unless the task
   * has been protected for long without a break. Then it resolves when all lanes have ended their
   * clips and ECS has had time to replace the worker, or when the signal aborts.
   */
  rest(signal: AbortSignal): Promise<void> | undefined;
}

/** The agent is on the same machine, and asks ECS before it answers. */
const defaultAnswerSeconds = 5;
/**
 * Short: a worker that died protects its machine no longer, and ECS tells a protected task nothing
 * of its machine's end. Said again at half of it, so that one saying may be lost.
 */
const expiresInMinutes = 10;
const defaultAgainSeconds = (expiresInMinutes * 60) / 2;
/** A refusal is often throttling: ECS takes some dozens of these calls a second and account. */
const defaultRetrySeconds = 15;
/** In a row: 5 minutes of refusals. The next clip, or half an expiry, says it again. */
const maxRetries = 20;
/**
 * A deploy stops no protected task, and under a backlog a clip is always in hand: without a rest
 * the old image would stay as long as the backlog does. 30 s in 30 minutes are 1.7 % of a worker.
 */
const defaultUnbrokenSeconds = 1_800;
/** ECS looks at a service's tasks every few seconds. */
const defaultRestSeconds = 30;

/**
 * Tells ECS while clips are in hand that this task is not to be stopped for fewer ones to run. That
 * is also where the plan of workers sees who is busy. Nothing waits for it: what cannot be said is
 * logged and said again, and costs at worst that the clip is handed back and done by another.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export const taskProtection = (options: TaskProtectionOptions): TaskProtection => {
  const { againSeconds = defaultAgainSeconds } = options;
  const said = sayings(options, () => inHand > 0);
  const rests = restsOf(options, () => inHand > 0);
  let inHand = 0;
  let again: NodeJS.Timeout | undefined;
  return {
    taken() {
      inHand += 1;
      if (inHand > 1) return;
      rests.begun();
      again = setInterval(() => said.say(true), againSeconds * 1_000).unref();
      said.say(false);
    },
    ended() {
      inHand -= 1;
      if (inHand > 0) return;
      clearInterval(again);
      said.say(false);
      rests.emptied();
    },
    rest: (signal) => rests.rest(signal),
  };
};

/** Says what is true, one after another, so that the last word is the newest. */
const sayings = (
  {
    address,
    log,
    answerSeconds = defaultAnswerSeconds,
    retrySeconds = defaultRetrySeconds,
  }: TaskProtectionOptions,
  isBusyNow: () => boolean,
): { say(isRepeated: boolean): void } => {
  /** Undefined after a failure: it may have been heard all the same. */
  let said: boolean | undefined = false;
  let saying = Promise.resolve();
  let refusals = 0;
  const say = (isRepeated: boolean): void => {
    saying = saying.then(async () => {
      const isBusy = isBusyNow();
      if (isBusy === said && !(isRepeated && isBusy)) return;
      try {
        await putState(address, isBusy, answerSeconds);
        [said, refusals] = [isBusy, 0];
      } catch (error) {
        said = undefined;
        const code = error instanceof ProtectionRefused ? error.code : undefined;
        log.warn('task protection not set', { isBusy, error: errorName(error), code });
        refusals += 1;
        if (refusals > maxRetries) refusals = 0;
        else setTimeout(() => say(false), retrySeconds * 1_000).unref();
      }
    });
  };
  return { say };
};

/** When a worker was protected for too long, and its rest. */
const restsOf = (
  {
    log,
    unbrokenSeconds = defaultUnbrokenSeconds,
    restSeconds = defaultRestSeconds,
    nowSeconds = () => performance.now() / 1_000,
  }: TaskProtectionOptions,
  isBusy: () => boolean,
) => {
  let since: number | undefined;
  let emptySince: number | undefined;
  let takes = 0;
  let onEmpty: () => void = () => undefined;
  let resting: Promise<void> | undefined;
  const empty = async (): Promise<void> => {
    if (isBusy()) await new Promise<void>((resolve) => (onEmpty = resolve));
  };
  const restOnce = async (signal: AbortSignal): Promise<void> => {
    log.info('worker resting', { seconds: restSeconds });
    let before: number;
    // A lane that waited for a message meanwhile may take one; it comes to rest after it, so this
    // is repeated once for each lane at most.
    do {
      await empty();
      before = takes;
      await wait(restSeconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined);
    } while (takes !== before && !signal.aborted);
    since = undefined;
    resting = undefined;
  };
  return {
    begun(): void {
      takes += 1;
      const isRested = emptySince === undefined || nowSeconds() - emptySince >= restSeconds;
      if (isRested || since === undefined) since = nowSeconds();
    },
    emptied(): void {
      emptySince = nowSeconds();
      onEmpty();
    },
    rest(signal: AbortSignal): Promise<void> | undefined {
      const isRested = emptySince !== undefined && nowSeconds() - emptySince >= restSeconds;
      if (!isBusy() && isRested) since = undefined;
      const isDue = since !== undefined && nowSeconds() - since >= unbrokenSeconds;
      if (isDue) resting ??= restOnce(signal);
      return resting;
    },
  };
};

/** Where there is no agent there is nobody to tell: beside the local cloud. */
export const noTaskProtection: TaskProtection = {
  taken: () => undefined,
  ended: () => undefined,
  rest: () => undefined,
};

/** ECS did not set what it was asked to set. */
class ProtectionRefused extends Error {
  override readonly name = 'ProtectionRefused';
  /** A word of the agent's, such as `DEPLOYMENT_BLOCKED` or `ThrottlingException`. */
  readonly code: string;
  constructor(code: string) {
    super(`ECS did not set the protection of the task: ${code}`);
    this.code = code;
  }
}

/** What the agent answers; a refusal of ECS's comes with status 200, too. */
const agentAnswer = z.object({
  protection: z.object({ ProtectionEnabled: z.boolean() }).optional(),
  failure: z.object({ Reason: z.string().optional() }).optional(),
  error: z.object({ Code: z.string().optional() }).optional(),
});

const putState = async (address: string, isBusy: boolean, answerSeconds: number): Promise<void> => {
  const answer = await fetch(`${address}/task-protection/v1/state`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ProtectionEnabled: isBusy,
      ...(isBusy ? { ExpiresInMinutes: expiresInMinutes } : {}),
    }),
    signal: AbortSignal.timeout(answerSeconds * 1_000),
  });
  const told = agentAnswer.safeParse(await answer.json().catch(() => undefined)).data;
  if (answer.ok && told?.protection?.ProtectionEnabled === isBusy) return;
  const said = told?.failure?.Reason ?? told?.error?.Code ?? '';
  // A word, never a text: that could name a resource.
  throw new ProtectionRefused(/^\w{1,60}$/.test(said) ? said : `HTTP_${answer.status}`);
};
