import { isProblem, type ApiClient, type ApiProblem, type ApiSchemas } from '../../api-client.ts';
import { contentTypeOf, type ContentType } from './content-type.ts';
import { hashSlice } from './hash-file.ts';
import type { JournaledUpload, UploadJournal, UploadKey } from './journal.ts';
import type { UploadOutcome } from './outcome.ts';
import { FileUnreadable, type FileSource, type UploadMachine } from './ports.ts';
import { measureRate, type TransferProgress } from './progress.ts';
import { sendParts } from './send-parts.ts';
import { sendWhole } from './send-whole.ts';
import type { TransferOptions } from './transfer-options.ts';
import { patientApi, type UploadApi } from './upload-api.ts';

/** What is said of a file beside its bytes. */
export interface GiftTerms {
  readonly campaignId: ApiSchemas['GrantRequest']['campaignId'];
  readonly category: ApiSchemas['GrantRequest']['category'];
  readonly scenario: ApiSchemas['GrantRequest']['scenario'];
  readonly cameraId: ApiSchemas['GrantRequest']['cameraId'];
  readonly actId?: ApiSchemas['GrantRequest']['actId'] | undefined;
  /** `2026-12-18T21Z`. */
  readonly capturedHour: string;
  /** Where the file itself does not tell. */
  readonly contentType?: ContentType | undefined;
}

/** What giving a file needs. */
export interface GiftPorts {
  readonly api: UploadApi & Pick<ApiClient, 'openGrant'>;
  readonly machine: UploadMachine;
  readonly journal: UploadJournal;
  /** The deployment and the account. */
  readonly scope: string;
}

/** How giving is watched. */
export interface GiftOptions extends TransferOptions {
  /** While the whole file is hashed. */
  readonly onReading?: ((progress: TransferProgress) => void) | undefined;
  /** Once, when bytes begin to move. */
  readonly onBegin?: ((begun: GiftBegun) => void) | undefined;
}

/** Under which clip the bytes go, and whether an earlier run began it. */
export interface GiftBegun {
  readonly clipId: string;
  readonly resumed: boolean;
}

/** How giving one file ended. Every end but `uploaded` has a sentence for a person. */
export type GiftOutcome =
  | (UploadOutcome & { readonly clipId: string; readonly actId: string })
  /** These bytes landed in an earlier run; nothing was sent. */
  | {
      readonly outcome: 'given-before';
      readonly clipId: string;
      readonly actId: string;
      readonly state: ApiSchemas['Clip']['state'];
      readonly sentence: string;
    }
  /** The campaign is full: a place in its waiting list. */
  | {
      readonly outcome: 'waiting';
      readonly position: number;
      /** An instant: ask again before. */
      readonly keptUntil?: string;
      readonly sentence: string;
    }
  /** The service gives no grant. */
  | { readonly outcome: 'not-granted'; readonly code: string; readonly sentence: string }
  /** The file itself cannot be given. */
  | { readonly outcome: 'unfit'; readonly sentence: string };

/**
 * Gives one file to a campaign: hashes it, asks for a grant or goes on with the one that an earlier
 * run got, sends what storage has not, and remembers each step before the next begins. Throws the
 * signal's reason, and `ApiProblem` for what concerns every file alike: no answer, no sign-in.
 */
export const giveFile = async (
  file: FileSource,
  terms: GiftTerms,
  ports: GiftPorts,
  options: GiftOptions,
): Promise<GiftOutcome> => {
  if (file.bytes === 0) return empty;
  try {
    const sha256 = await hashOf(file, ports, options);
    if (sha256 === undefined) return changing;
    const { scope } = ports;
    const key: UploadKey = { scope, campaignId: terms.campaignId, sha256 };
    const known = await ports.journal.find(key);
    const continued = known && (await goOn(file, known, ports, options));
    return continued ?? (await begin(file, { terms, key }, ports, options));
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    return { outcome: 'unfit', sentence: error.message };
  }
};

const empty: GiftOutcome = {
  outcome: 'unfit',
  sentence: 'The file is empty. Export the clip again and give it once more.',
};

const changing: GiftOutcome = {
  outcome: 'unfit',
  sentence: 'The file changes while it is read: give it again when it is finished.',
};

/** What was written this recently may be written again within the same tick of the file's clock. */
const settledMilliseconds = 2_000;

/** The file's SHA-256, remembered by path, size and time; undefined when it changes meanwhile. */
const hashOf = async (
  file: FileSource,
  { machine, journal }: GiftPorts,
  { onReading, signal }: GiftOptions,
): Promise<string | undefined> => {
  const known = await journal.knownHash(file);
  if (known !== undefined) return known;
  const startedAt = machine.pace.nowMilliseconds();
  const onBytes = measureRate(file.bytes, onReading, () => machine.pace.nowMilliseconds());
  const { sha256, bytes } = await hashSlice(file.slice(0, file.bytes), machine, {
    onBytes,
    signal,
  });
  if (bytes !== file.bytes || !(await file.isUnchanged())) return undefined;
  if (startedAt - file.modifiedMilliseconds > settledMilliseconds) {
    await journal.rememberHash(file, sha256);
  }
  return sha256;
};

/** Why a clip ended without its bytes having been judged: they can be given again. */
const endedUnjudged: readonly (string | undefined)[] = [
  undefined,
  'upload-abandoned',
  'not-uploaded-in-time',
  'checksum-differs',
  'size-differs',
];

/** Goes on with what an earlier run began; undefined when a new grant is needed. */
const goOn = async (
  file: FileSource,
  known: JournaledUpload,
  ports: GiftPorts,
  options: GiftOptions,
): Promise<GiftOutcome | undefined> => {
  const clip = await clipOf(known.clipId, ports, options);
  const { clipId, actId } = known;
  switch (clip?.state) {
    case 'granted':
      if (!known.landed) return transferAgain(file, known, ports, options);
      return { ...saidBefore(clip), clipId, actId };
    case 'analyzing':
    case 'in-review':
    case 'accepted':
      await ports.journal.remember({ ...known, landed: true });
      return { ...saidBefore(clip), clipId, actId };
    case 'refused':
    case 'expired':
    case 'rejected':
      if (clip.state !== 'rejected' && endedUnjudged.includes(clip.reason)) break;
      return { outcome: 'closed', sentence: judgedBefore(clip), clipId, actId };
    case 'withdrawn':
    case 'erasing':
    case 'erased':
    case undefined:
  }
  await ports.journal.forget(known);
  return undefined;
};

const clipOf = async (
  clipId: string,
  { api, machine }: GiftPorts,
  { signal }: GiftOptions,
): Promise<ApiSchemas['Clip'] | undefined> => {
  try {
    return await patientApi(api, machine.pace, signal).getClip({ clipId });
  } catch (error) {
    if (isProblem(error, 'not-found')) return undefined;
    throw error;
  }
};

const saidBefore = ({ state }: ApiSchemas['Clip']) =>
  ({
    outcome: 'given-before',
    state,
    sentence: `You have given this file already: the clip is ${state}.`,
  }) as const;

const judgedBefore = ({ state, reasonSentence }: ApiSchemas['Clip']): string =>
  `You have given this file before, and it was ${state}. ${reasonSentence ?? ''}`.trim();

/** The grant is open still. Undefined when its one link has ended: a new one is needed. */
const transferAgain = async (
  file: FileSource,
  known: JournaledUpload,
  ports: GiftPorts,
  options: GiftOptions,
): Promise<GiftOutcome | undefined> => {
  const { upload, parts } = known;
  const now = ports.machine.pace.nowMilliseconds();
  if (parts === undefined && (upload === undefined || now >= Date.parse(upload.expiresAt))) {
    await close(known, 'upload-abandoned', ports);
    return undefined;
  }
  const outcome = await transfer(file, { known, resumed: true }, ports, options);
  // Whoever comes back after its time has ended wants to give the file, not to hear of it.
  return outcome.outcome === 'expired' ? undefined : outcome;
};

/** Asks for a grant and sends the file under it. */
const begin = async (
  file: FileSource,
  { terms, key }: { readonly terms: GiftTerms; readonly key: UploadKey },
  ports: GiftPorts,
  options: GiftOptions,
): Promise<GiftOutcome> => {
  const contentType = terms.contentType ?? (await contentTypeOf(file));
  if (contentType === undefined) {
    const sentence = `${file.path} is no video file by content or name. Give --type to insist.`;
    return { outcome: 'unfit', sentence };
  }
  const { fileName, bytes } = file;
  const { actId, ...told } = terms;
  const grant = await granted(ports, {
    ...told,
    ...(actId === undefined ? {} : { actId }),
    ...{ fileName, bytes, sha256: key.sha256, contentType },
  });
  if ('outcome' in grant) return grant;
  const known: JournaledUpload = {
    ...key,
    clipId: grant.clipId,
    actId: grant.actId,
    category: terms.category,
    grantedAt: new Date(ports.machine.pace.nowMilliseconds()).toISOString(),
    landed: false,
    ...(grant.upload === undefined ? {} : { upload: grant.upload }),
    ...(grant.parts === undefined ? {} : { parts: grant.parts }),
  };
  await ports.journal.remember(known);
  return transfer(file, { known, resumed: false }, ports, options);
};

/** What concerns every file alike ends the giving; anything else is this file's own. */
const forAll: readonly string[] = [
  'unreachable',
  'unexpected-answer',
  'internal-error',
  'not-signed-in',
];

const granted = async (
  { api }: GiftPorts,
  body: ApiSchemas['GrantRequest'],
): Promise<ApiSchemas['Grant'] | GiftOutcome> => {
  try {
    return await api.openGrant({ body });
  } catch (error) {
    if (!isProblem(error) || forAll.includes(error.code)) throw error;
    return placeOf(error) ?? { outcome: 'not-granted', code: error.code, sentence: error.message };
  }
};

const placeOf = ({ code, facts, message }: ApiProblem): GiftOutcome | undefined => {
  const position = Number(facts['position']);
  if (code !== 'campaign-full' || !Number.isInteger(position)) return undefined;
  const keptUntil = facts['keptUntil'];
  const kept = keptUntil === undefined ? {} : { keptUntil: String(keptUntil) };
  return { outcome: 'waiting', position, ...kept, sentence: message };
};

const transfer = async (
  file: FileSource,
  { known, resumed }: { readonly known: JournaledUpload; readonly resumed: boolean },
  ports: GiftPorts,
  options: GiftOptions,
): Promise<GiftOutcome> => {
  const { clipId, actId } = known;
  options.onBegin?.({ clipId, resumed });
  const outcome = await sent(file, { known, resumed }, ports, options);
  switch (outcome.outcome) {
    case 'uploaded':
      await ports.journal.remember({ ...known, landed: true });
      break;
    case 'refused':
      await close(known, outcome.reason, ports);
      break;
    case 'expired':
      await close(known, 'upload-abandoned', ports);
      break;
    case 'closed':
      await ports.journal.forget(known);
      break;
    // The grant stays open: the next run goes on with it.
    case 'failed':
  }
  return { ...outcome, clipId, actId };
};

const sent = async (
  file: FileSource,
  { known, resumed }: { readonly known: JournaledUpload; readonly resumed: boolean },
  { api, machine }: GiftPorts,
  options: GiftOptions,
): Promise<UploadOutcome> => {
  const { clipId, parts: plan, upload } = known;
  if (plan !== undefined) {
    return sendParts(file, { clipId, plan, resumes: resumed }, { api, machine }, options);
  }
  if (upload === undefined) {
    return { outcome: 'closed', sentence: 'The service granted no way to upload this file.' };
  }
  const what = { target: upload, declaredBytes: file.bytes };
  return sendWhole(file, what, machine, options);
};

/** Gives the slot back at once; the grant would end by itself, later. */
const close = async (
  known: JournaledUpload,
  reason: ApiSchemas['Abandonment']['reason'],
  { api, journal }: GiftPorts,
): Promise<void> => {
  const { clipId } = known;
  try {
    await api.abandonUpload({ clipId, body: { reason } });
  } catch (error) {
    // It is closed already, or ends with its link: how the upload ended matters more.
    if (!isProblem(error)) throw error;
  }
  await journal.forget(known);
};
