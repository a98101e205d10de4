import { completeUpload } from '../../../core/domain/intake/complete-upload.ts';
import { listParts, type PartsStatus } from '../../../core/domain/intake/list-parts.ts';
import { partBytesOf } from '../../../core/domain/intake/part-plan.ts';
import { signParts, type SignedPart } from '../../../core/domain/intake/sign-parts.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { abandon, actorOf, httpTimeoutSeconds, persist, tryStorage } from './client-calls.ts';
import type { UploadPlan } from './plans.ts';
import { sha256OfFile } from './program.ts';
import type { Program } from './running.ts';

/** Parts that are signed together, and sent side by side. */
const partsPerBatch = 4;

/** How long a part takes at most: 16 MiB at 1 Mbit/s, six on one line. */
const slowestPartSeconds = 800;

/** Batches of one upload at most, sent again ones included; 8 parts are 2. */
const maxBatches = 12;

/** A client that died comes back within hours: now and then after its reservation has ended. */
const longestBreakSeconds = 2 * 3_600;

/** How often a client asks for its parts to be joined. */
const maxJoins = 4;

const call = (useCase: string) => ({ useCase, timeoutSeconds: httpTimeoutSeconds });

const sha256OfPart = ({ serial }: UploadPlan, partNumber: number): string =>
  sha256OfFile(serial * 1_000 + partNumber);

/** Sends a file in parts, as its contributor means to. */
export const sendInParts = async (
  program: Program,
  plan: UploadPlan,
  clipId: ClipId,
): Promise<void> => {
  const { schedule, random } = program;
  if (plan.parts === 'never-begun') return;
  const breaksAfter = plan.parts === 'to-the-end' ? maxBatches : random.below(3);
  for (let batch = 0; batch < maxBatches; batch += 1) {
    if (batch === breaksAfter && plan.parts === 'given-up') {
      if (random.chance(0.5)) await abandon(program, plan, clipId);
      return;
    }
    if (batch === breaksAfter) await schedule.pause(random.fraction() * longestBreakSeconds);
    const goesOn = await sendBatch(program, plan, clipId);
    if (goesOn === 'stopped') return;
    if (goesOn === 'all-there') break;
  }
  if (plan.parts !== 'never-joined') await join(program, plan, clipId);
};

/** Looks what is missing, has it signed and sends it. */
const sendBatch = async (
  program: Program,
  plan: UploadPlan,
  clipId: ClipId,
): Promise<'goes-on' | 'all-there' | 'stopped'> => {
  const { invoke, stores, random, schedule, tally } = program;
  const status = await persist(program, () =>
    invoke(call('list-parts'), stores, (ports) => listParts(actorOf(plan), clipId, ports)),
  );
  if (typeof status === 'string') {
    tally(`parts: ${status}`);
    return 'stopped';
  }
  const missing = missingOf(status, plan).slice(0, partsPerBatch);
  if (missing.length === 0) return 'all-there';
  const parts = missing.map((partNumber) => ({
    partNumber,
    sha256: sha256OfPart(plan, partNumber),
  }));
  const signed = await persist(program, () =>
    invoke(call('sign-parts'), stores, (ports) =>
      signParts(actorOf(plan), { clipId, parts }, ports),
    ),
  );
  if (typeof signed === 'string') {
    tally(`parts: ${signed}`);
    return 'stopped';
  }
  const sent = signed.parts.map((part) => sendPart(program, plan, { part, plan: status.plan }));
  if (random.chance(0.05)) await schedule.pause(random.fraction() * 60);
  await Promise.all(sent);
  return 'goes-on';
};

const missingOf = ({ plan, arrived }: PartsStatus, { bytes }: UploadPlan): readonly number[] => {
  const there = new Map(arrived.map((part) => [part.partNumber, part.bytes]));
  return Array.from({ length: plan.partCount }, (_, index) => index + 1).filter(
    (partNumber) => there.get(partNumber) !== partBytesOf(plan, bytes, partNumber),
  );
};

const sendPart = async (
  program: Program,
  { bytes, ...plan }: UploadPlan,
  { part, plan: partPlan }: { part: SignedPart; plan: PartsStatus['plan'] },
): Promise<void> => {
  const { schedule, random, storage } = program;
  const { partNumber } = part;
  await schedule.pause(random.fraction() * 60);
  const beganAt = schedule.clock.now();
  await schedule.pause(random.fraction() ** 4 * slowestPartSeconds);
  // One in fifty does not come through.
  if (random.chance(0.02)) return;
  const sent = {
    partNumber,
    bytes: partBytesOf(partPlan, bytes, partNumber),
    sha256: sha256OfPart({ bytes, ...plan }, partNumber),
  };
  tryStorage(program, () => storage.putPart(part, sent, beganAt));
};

const join = async (program: Program, plan: UploadPlan, clipId: ClipId): Promise<void> => {
  const { invoke, stores, schedule, tally } = program;
  for (let attempt = 0; attempt < maxJoins; attempt += 1) {
    const joined = await persist(program, () =>
      invoke(call('complete-upload'), stores, (ports) =>
        completeUpload(actorOf(plan), clipId, ports),
      ),
    );
    if (typeof joined === 'object') return;
    tally(`joining: ${joined}`);
    if (joined !== 'parts-missing') return;
    await schedule.pause(5);
    if ((await sendBatch(program, plan, clipId)) === 'stopped') return;
  }
};
