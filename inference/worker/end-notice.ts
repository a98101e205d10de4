import { setTimeout as wait } from 'node:timers/promises';

/** How a worker learns that its machine will be taken away. */
export interface EndNoticeOptions {
  /** `http://169.254.169.254`, or a stand-in's. */
  readonly address: string;
  /** AWS: "every 5 seconds"; a notice comes 2 minutes before the end. */
  readonly everySeconds: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Link-local: what has not answered in 2 s is not there. */
const answerSeconds = 2;
/** A token of instance metadata lives for at most 6 hours; an hour is asked for. */
const tokenSeconds = 3_600;

const ask = async (url: string, init: RequestInit, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    ...init,
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerSeconds * 1_000)]),
  });

/** IMDSv2: without a token of its own every question is refused. */
const newToken = async (address: string, signal: AbortSignal): Promise<string> => {
  const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': String(tokenSeconds) };
  const answer = await ask(`${address}/latest/api/token`, { method: 'PUT', headers }, signal);
  if (!answer.ok) throw new Error(`Instance metadata answered ${answer.status}`);
  return answer.text();
};

/** Why a machine will be taken away. */
export type EndNotice = 'spot notice' | 'released by its group';

/** What the metadata says of a path: nothing where there is no such item (404). */
const itemAt = async (
  path: string,
  { address, signal }: EndNoticeOptions,
  token: string,
): Promise<{ readonly isTokenOver: boolean; readonly text: string | undefined }> => {
  const headers = { 'X-aws-ec2-metadata-token': token };
  const answer = await ask(`${address}/latest/meta-data/${path}`, { headers }, signal);
  const text = await answer.text();
  return { isTokenOver: answer.status === 401, text: answer.ok ? text : undefined };
};

/**
 * Whether there is a notice. A machine that its group ends is asked about, too: ECS does not tell a
 * task that protects itself, and ours does while it has a clip in hand, so without this it would
 * take one clip after another on a machine that waits for its end.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/retrieving-target-lifecycle-state-through-imds.html
 */
const noticeNow = async (
  options: EndNoticeOptions,
  token: string,
): Promise<EndNotice | 'none' | 'token-over'> => {
  const spot = await itemAt('spot/instance-action', options, token);
  if (spot.isTokenOver) return 'token-over';
  if (spot.text !== undefined) return 'spot notice';
  const { text } = await itemAt('autoscaling/target-lifecycle-state', options, token);
  return text?.trim() === 'Terminated' ? 'released by its group' : 'none';
};

/**
 * Resolves to why once the machine is told that it will be stopped or terminated, and to
 * `undefined` when the watch is ended. An answer that fails is asked for again: a worker that
 * cannot ask hears of its end by SIGTERM.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export const endNotice = async (options: EndNoticeOptions): Promise<EndNotice | undefined> => {
  const { address, everySeconds, signal } = options;
  let token: string | undefined;
  while (!signal.aborted) {
    try {
      token ??= await newToken(address, signal);
      let notice = await noticeNow(options, token);
      if (notice === 'token-over') {
        // At once, and once: a new one that is refused is asked with at the next turn.
        token = await newToken(address, signal);
        notice = await noticeNow(options, token);
      }
      if (notice !== 'none' && notice !== 'token-over') return notice;
    } catch {
      // Also how the end of the watch shows.
      token = undefined;
    }
    await wait(everySeconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined);
  }
  return undefined;
};
