import type { TableChange } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploadEvents } from '../../../core/adapters/memory/upload-events.ts';
import {
  createMemoryClipWorkflow,
  createMemoryExpiryWorkflow,
} from '../../../core/adapters/memory/workflow-starts.ts';
import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { clipOfLandingKey } from '../../../core/contracts/layout/objects.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import type { LeafQueue } from '../../../core/domain/evidence/leaf-queue.ts';
import { createMemoryPulse } from '../../../core/adapters/memory/pulse.ts';
import {
  analyzeLandedClip,
  type AnalysisMessage,
} from '../../../core/domain/inference/analyze-landed-clip.ts';
import { closeGrants } from '../../../core/domain/intake/close-grants.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import { startExpiry } from '../../../core/domain/retention/find-due.ts';
import { resumeClip } from '../../../core/domain/review/resume-clip.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { runClipMachine } from './clip-machine.ts';
import { runExpiryMachine } from './expiry-machine.ts';
import { createQueue, createStream } from '../engine/queues.ts';
import type { Pipeline, Program } from './running.ts';

/** Connects everything that reacts to something. */
export const connectPipeline = (program: Program): Pipeline => {
  connectLeaves(program);
  connectStreams(program);
  const uploads = connectUploads(program);
  const { world, invoke } = program;
  const { stores, tokens } = world;
  const analysis = createQueue<AnalysisMessage>(
    'analysis queue',
    ([job], delivery) =>
      invoke(
        { useCase: 'analyze-clip', timeoutSeconds: longestUnheardSeconds },
        { ...stores.analyzer, ...analysisStores(program), answer: tokens.analysis },
        async (ports) => job && analyzeLandedClip(job, { delivery }, ports),
      ),
    program.delivery,
  );
  const expiry = createMemoryExpiryWorkflow((name) => void runExpiryMachine(name, program));
  const { clips, landing, partUploads, due, policies, clock } = stores;
  const events = createMemoryUploadEvents(uploads.send);
  return {
    requestAnalysis: (message) => {
      analysis.send(message);
    },
    closeGrants: () =>
      invoke(
        { useCase: 'close-grants', timeoutSeconds: 60 },
        { clips, landing, partUploads, events, due, policies, clock },
        closeGrants,
      ),
    startExpiry: () =>
      invoke(
        { useCase: 'start-expiry', timeoutSeconds: 60 },
        { due, clock, workflow: expiry },
        startExpiry,
      ),
  };
};

/**
 * A host may work for 900 s, but its pulse ends it after three minutes in which nobody told it that
 * the clip is still to be looked at, and an upload under way then may take two more. A process
 * that hangs here hangs with its pulse, so it lives no longer.
 */
const longestUnheardSeconds = analyzeClip.writesAfterEndSeconds ?? analyzeClip.timeoutSeconds;

const pulse = createMemoryPulse();

const analysisStores = ({ world: { stores } }: Program) => {
  const { clips, campaigns, consents, landing, policies, sha256 } = stores;
  return { clips, campaigns, consents, landing, policies, sha256, pulse };
};

/** Object-created events: dropped, doubled, late, in any order. */
const connectUploads = (program: Program) => {
  const { world, invoke, random, rates } = program;
  const { clips, campaigns, consents, landing, probe, policies, due } = world.stores;
  const { metrics, clock } = world.stores;
  const workflow = createMemoryClipWorkflow(
    (clipId, { decisionSeconds }) => void runClipMachine({ clipId, decisionSeconds }, program),
  );
  const queue = createQueue<ClipId>(
    'uploads queue',
    ([clipId]) =>
      invoke(
        { useCase: 'validate-upload', timeoutSeconds: 30 },
        { clips, campaigns, consents, landing, probe, policies, due, workflow, metrics, clock },
        async (ports) => clipId && validateUpload(clipId, ports),
      ),
    program.delivery,
  );
  world.landing.onCreated(({ key }) => {
    const clipId = clipOfLandingKey(key);
    if (clipId === undefined) throw new RangeError(`Something landed at "${key}"`);
    if (random.chance(rates.messageDropped)) program.tally('upload events: dropped');
    else queue.send(clipId);
  });
  return queue;
};

/** As the function's contract takes them. */
const leafBatches = { size: 10, windowSeconds: 300 };

/** The leaf queue and the function that writes the log. */
const connectLeaves = (program: Program): void => {
  const { world, invoke } = program;
  const queue = createQueue<Leaf>(
    'leaves queue',
    async (some) => {
      const { refused } = await invoke(
        { useCase: 'append-leaves', timeoutSeconds: 60 },
        world.log,
        (ports) => appendLeaves(some, ports),
      );
      for (const { leaf, why } of refused) program.violate(11, `${leaf.leafId} is refused: ${why}`);
    },
    program.delivery,
    leafBatches,
  );
  const leaves: LeafQueue = {
    async send(some) {
      for (const leaf of some) queue.send(leaf);
    },
  };
  const collect = createStream<{ key: string; leaf: Leaf }>(
    'collect-leaves',
    ({ leaf }) =>
      invoke({ useCase: 'collect-leaves', timeoutSeconds: 60 }, { leaves }, (ports) =>
        ports.leaves.send([leaf]),
      ),
    program.delivery,
  );
  world.tables.onChange((change) => {
    if (change.table !== 'reviews') collect.push({ key: change.key, leaf: change.leaf });
  });
};

type AwardChange = Extract<TableChange, { table: 'ledger' }>;

/** The other followers of streams. */
const connectStreams = (program: Program): void => {
  const { world, invoke } = program;
  const { reviews, wall } = world.stores;
  const resume = createStream<{ key: ClipId }>(
    'resume-clip',
    ({ key }) =>
      invoke(
        { useCase: 'resume-clip', timeoutSeconds: 60 },
        { reviews, workflow: world.tokens.workflow },
        (ports) => resumeClip(key, ports),
      ),
    program.delivery,
  );
  const project = createStream<AwardChange>(
    'project-awards',
    ({ award }) =>
      invoke({ useCase: 'project-awards', timeoutSeconds: 60 }, { wall }, (ports) =>
        ports.wall.count(award),
      ),
    program.delivery,
  );
  world.tables.onChange((change) => {
    if (change.table === 'reviews') resume.push({ key: change.key });
    if (change.table === 'ledger') project.push(change);
  });
};
