import type { DeliveredMessage, JobQueue } from '../../../inference/hosts/job-queue.ts';

interface Waiting {
  readonly body: string;
  deliveries: number;
  visibleAt: number;
  handle: string | undefined;
}

/** A queue in memory with real time: messages are hidden and come again as in SQS. */
export const createMemoryJobQueue = () => {
  const waiting: Waiting[] = [];
  const hidden: { readonly handle: string; readonly seconds: number }[] = [];
  const told = { failures: 0, received: 0, removed: 0 };
  let handles = 0;
  const take = (hiddenSeconds: number): DeliveredMessage | undefined => {
    const message = waiting.find(({ visibleAt }) => visibleAt <= performance.now());
    if (message === undefined) return undefined;
    handles += 1;
    message.handle = `handle-${handles}`;
    message.deliveries += 1;
    message.visibleAt = performance.now() + hiddenSeconds * 1_000;
    told.received += 1;
    return { body: message.body, handle: message.handle, delivery: message.deliveries };
  };
  const queue: JobQueue = {
    async receive({ waitSeconds, hiddenSeconds }) {
      if (told.failures > 0) {
        told.failures -= 1;
        throw new Error('The queue does not answer');
      }
      const endsAt = performance.now() + waitSeconds * 1_000;
      for (;;) {
        const message = take(hiddenSeconds);
        if (message !== undefined || performance.now() > endsAt) return message;
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
    },
    async hide(handle, seconds) {
      hidden.push({ handle, seconds });
      const message = waiting.find((each) => each.handle === handle);
      if (message !== undefined) message.visibleAt = performance.now() + seconds * 1_000;
    },
    async remove(handle) {
      const at = waiting.findIndex((each) => each.handle === handle);
      if (at >= 0) waiting.splice(at, 1);
      told.removed += 1;
    },
  };
  const send = (content: object | string): void => {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    waiting.push({ body, deliveries: 0, visibleAt: 0, handle: undefined });
  };
  return { queue, send, waiting, hidden, told };
};
