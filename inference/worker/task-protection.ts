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
}

/** What a worker tells: a clip was taken, a clip has ended. */
export interface TaskProtection {
  taken(): void;
  ended(): void;
}

/** The agent is on the same machine, and asks ECS before it answers. */
const defaultAnswerSeconds = 5;
/**
 * Short: a worker that died protects its machine no longer, and ECS tells a protected task nothing
 * of its machine's end. Said again at half of it, so that one saying may be lost.
 */
const expiresInMinutes = 10;
const defaultAgainSeconds = (expiresInMinutes * 60) / 2;

/**
 * Tells ECS while clips are in hand that this task is not to be stopped for fewer ones to run, which
 * is also where the plan of workers sees who is busy. Nothing waits for it: what cannot be said is
 * logged, and costs at worst that the clip is handed back and done by another.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export const taskProtection = ({
  address,
  log,
  answerSeconds = defaultAnswerSeconds,
  againSeconds = defaultAgainSeconds,
}: TaskProtectionOptions): TaskProtection => {
  let inHand = 0;
  /** Undefined after a failure: it may have been heard all the same. */
  let said: boolean | undefined = false;
  let saying = Promise.resolve();
  let again: NodeJS.Timeout | undefined;
  /** One after another, so that the last word is the newest: each says what is true by then. */
  const say = (isRepeated: boolean): void => {
    saying = saying.then(async () => {
      const isBusy = inHand > 0;
      if (isBusy === said && !(isRepeated && isBusy)) return;
      try {
        await putState(address, isBusy, answerSeconds);
        said = isBusy;
      } catch (error) {
        said = undefined;
        log.warn('task protection not set', { isBusy, error: errorName(error) });
      }
    });
  };
  return {
    taken() {
      inHand += 1;
      if (inHand > 1) return;
      again = setInterval(() => say(true), againSeconds * 1_000).unref();
      say(false);
    },
    ended() {
      inHand -= 1;
      if (inHand > 0) return;
      clearInterval(again);
      say(false);
    },
  };
};

/** Where there is no agent there is nobody to tell: beside the local cloud. */
export const noTaskProtection: TaskProtection = {
  taken: () => undefined,
  ended: () => undefined,
};

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
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`The agent of ECS answered ${answer.status}`);
};
