import { createMemoryUploadEvents } from '../../../core/adapters/memory/upload-events.ts';
import { closeGrants } from '../../../core/domain/intake/close-grants.ts';
import type { ClipWorkflow } from '../../../core/domain/intake/ports.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { createQueue } from '../engine/queues.ts';
import { ruleOfProgress } from '../engine/result.ts';
import type { Program } from './running.ts';

/** Timeouts as the functions' contracts say. */
const validateTimeoutSeconds = 30;
const sweepTimeoutSeconds = 60;

/** Late events come minutes late at least. */
const earliestLateSeconds = 60;

/** A message of the uploads queue; what it is about travels as an id. */
interface UploadMessage {
  readonly clipId: ClipId;
  /** Counts landings: a message that comes after one of a later landing was overtaken. */
  readonly landing: number;
}

/** Connects storage, queue, validation and the minute's sweep. */
export const connectPipeline = (program: Program): void => {
  const { schedule, random, rates, tally, violate, stores } = program;
  let landings = 0;
  let latestDelivered = 0;
  const ports = { ...stores, workflow: workflowOf(program) };
  const queue = createQueue<UploadMessage>(
    'uploads queue',
    async ([message]) => {
      if (message === undefined) return;
      if (message.landing < latestDelivered) tally('reordered');
      latestDelivered = Math.max(latestDelivered, message.landing);
      await program
        .invoke(
          { useCase: 'validate-upload', timeoutSeconds: validateTimeoutSeconds },
          ports,
          (mine) => validateUpload(message.clipId, mine),
        )
        .catch((error: unknown) => {
          program.onExpected(error);
          throw error;
        });
    },
    {
      ...{ schedule, random, rates, tally },
      onBody: () => undefined,
      onStuck: (what, error) => violate(ruleOfProgress, `${what}: ${String(error)}`),
    },
  );
  program.storage.onCreated((clipId) => {
    landings += 1;
    const message = { clipId, landing: landings };
    noteLanding(program, clipId);
    if (random.chance(rates.eventDropped)) {
      tally('dropped');
      return;
    }
    const copies = random.chance(rates.eventDoubled) ? 2 : 1;
    if (copies === 2) tally('doubled');
    for (let copy = 0; copy < copies; copy += 1) {
      schedule.after(eventDelaySeconds(program), () => queue.send(message));
    }
  });
  const events = createMemoryUploadEvents((clipId) => {
    tally('resent');
    queue.send({ clipId, landing: landings });
  });
  program.sweep = () => runSweep(program, { ...stores, events });
};

const eventDelaySeconds = ({ random, rates, tally }: Program): number => {
  if (!random.chance(rates.eventLate)) return random.fraction();
  tally('late');
  return earliestLateSeconds + random.fraction() * rates.latestEventSeconds;
};

const noteLanding = ({ facts, schedule, tables }: Program, clipId: ClipId): void => {
  const inParts = tables.grants.get(clipId)?.parts !== undefined;
  facts.landed.set(clipId, { atMilliseconds: schedule.nowMilliseconds(), inParts });
};

type SweepPorts = Parameters<typeof closeGrants>[0];

const runSweep = async (program: Program, ports: SweepPorts): Promise<void> => {
  const call = { useCase: 'close-grants', timeoutSeconds: sweepTimeoutSeconds };
  try {
    const done = await program.invoke(call, ports, closeGrants);
    program.tally('joinedBySweep', done.joined);
  } catch (error) {
    program.onExpected(error);
  }
};

/** As Step Functions: an execution's name is taken for ever, and starting it again is no error. */
const workflowOf = (program: Program): ClipWorkflow => ({
  async start(clipId) {
    const { facts, schedule, tables, violate } = program;
    const name = program.executionName(clipId);
    if (facts.executions.has(name)) return;
    const clip = tables.clips.get(clipId);
    if (clip?.state !== 'analyzing') {
      violate(6, `${clipId} was started while it was ${clip?.state ?? 'not there'}`);
    }
    facts.executions.set(name, { clipId, atMilliseconds: schedule.nowMilliseconds() });
  },
});
