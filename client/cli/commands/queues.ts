import { Argument, type Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { argumentAt, type Bind, type CommandContext, type Shown } from '../command.ts';
import { table } from '../table.ts';

type Queue = ApiSchemas['QueueName'];

/** Every queue, with what waits in it. */
const queues: Readonly<Record<Queue, string>> = {
  uploads: 'files that landed and wait to be validated',
  analysis: 'clips that wait to be analyzed',
  leaves: 'entries that wait to be written to the evidence log',
};

/** A call moves a batch; 100 of them empty what an alarm should have told of long before. */
const maxCalls = 100;

/** `queues list`, `queues redrive`. */
export const addQueueCommands = (program: Command, bind: Bind): void => {
  const command = program
    .command('queues')
    .description('what waits, and what was put aside after too many failures (platform)');
  bind(
    command.command('list', { isDefault: true }).description('every queue'),
    'platform',
    async ({ api }) => {
      const document = await (await api()).listQueues();
      const rows = document.queues.map(({ queue, waiting, inWork, deadLetters }) => [
        queue,
        waiting,
        inWork,
        deadLetters,
        queues[queue] ?? '',
      ]);
      return { document, text: table(['queue', 'wait', 'in work', 'put aside', 'of'], rows) };
    },
  );
  bind(
    command
      .command('redrive')
      .description('send what was put aside back to its queue, once the cause is mended')
      .addArgument(new Argument('<queue>', 'which queue').choices(Object.keys(queues))),
    'platform',
    redrive,
  );
};

const redrive = async ({ api, args, terminal }: CommandContext<object>): Promise<Shown> => {
  const client = await api();
  // Commander has seen to it that it is one of them.
  const queue = argumentAt(args, 0) as Queue;
  let moved = 0;
  let left = 0;
  for (let call = 1; call <= maxCalls; call += 1) {
    terminal.signal.throwIfAborted();
    const answer = await client.redriveQueue({ queue });
    moved += answer.moved;
    ({ left } = answer);
    // Counts are approximate: a call that moves nothing says more than a count.
    if (answer.moved === 0 || left === 0) break;
  }
  const text = `Sent ${moved} back to ${queue}${left === 0 ? '' : `; about ${left} are left`}.\n`;
  return { document: { queue, moved, left }, text };
};
