import * as z from 'zod';
import { waitingPrefix } from '../layout/items.ts';
import {
  functionContract,
  type FunctionContract,
  type InferenceHost,
} from './function-contract.ts';
import {
  analyzerHost,
  clipsPerWorkerAtOnce,
  clockSkewSeconds,
  deploymentName,
  evidenceOrigin,
  hardwareDecoding,
  looksPerSecond,
  maxOpenGrants,
  maxWorkers,
  modelManifests,
  moderationCallsPerSecond,
  onnxRuntimeFolder,
  rekognitionFaces,
  operatorContact,
  operatorName,
  sweepAfterSeconds,
  uploadUrlSeconds,
  usualSecondsPerClip,
  waitingPlaceSeconds,
} from './settings.ts';

const none = z.object({});

/*
 * Reading an object that may be absent needs `list` too: without it S3 answers 403, not 404.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */

/** An HTTP function is answered to within API Gateway's 30 s; ours take far less. */
const http = { memoryMegabytes: 512, timeoutSeconds: 20 } as const;
/** Steps between two states of a workflow. */
const task = { memoryMegabytes: 512, timeoutSeconds: 60 } as const;

/** Campaigns, notices, consent. */
export const serveCampaigns = functionContract({
  stage: 'campaigns',
  name: 'serve-campaigns',
  purpose: 'Campaigns, consent notices, consent records and their withdrawal.',
  trigger: { kind: 'http' },
  access: { tables: { programs: 'append', retention: 'append' } },
  settings: z.object({ operatorName, operatorContact, analyzerHost }),
  ...http,
});

/** Grants and the status of clips. May sign an upload, may not read one. */
export const serveUploads = functionContract({
  stage: 'intake',
  name: 'serve-uploads',
  purpose: 'Registers cameras; issues upload grants; tells contributors where their clips stand.',
  trigger: { kind: 'http' },
  access: {
    tables: { programs: 'append', clips: 'append', retention: 'append' },
    // A grant takes its place out of the waiting list.
    deletes: { programs: waitingPrefix },
    buckets: { landing: ['put', 'parts'] },
  },
  settings: z.object({ uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds, waitingPlaceSeconds }),
  ...http,
});

/** What S3 tells of is checked here, from a few ranged reads. */
export const validateUpload = functionContract({
  stage: 'intake',
  name: 'validate-upload',
  purpose: 'Checks what landed against its grant and starts the clip workflow.',
  trigger: { kind: 'queue', queue: 'uploads', batchSize: 10 },
  access: {
    tables: { programs: 'append', clips: 'append', retention: 'append' },
    buckets: { landing: ['read', 'list'] },
    workflows: { clip: 'start' },
  },
  settings: none,
  memoryMegabytes: 512,
  timeoutSeconds: 30,
});

/** Finds what events missed. */
export const closeGrants = functionContract({
  stage: 'intake',
  name: 'close-grants',
  purpose: 'Expires unused grants; sends landed uploads again whose event was lost.',
  trigger: { kind: 'schedule', everyMinutes: 1 },
  access: {
    tables: { programs: 'append', clips: 'append', retention: 'read-write' },
    buckets: { landing: ['read', 'list', 'put', 'parts'] },
    queues: { uploads: 'send' },
  },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/**
 * Looks at the pixels. Reads originals, so it stands alone. The container worker
 * (`analysis-worker.ts`) does the same with the same rights and the same environment.
 */
export const analyzeClip = functionContract({
  stage: 'inference',
  name: 'analyze-clip',
  purpose: 'Decodes the clip, measures it, has frames moderated, answers the workflow.',
  trigger: { kind: 'queue', queue: 'analysis', batchSize: 1 },
  access: {
    tables: { programs: 'append', clips: 'append', fingerprints: 'append', retention: 'append' },
    // What an earlier delivery finished is read, not made again.
    buckets: { landing: ['read', 'list'], derived: ['read', 'put'] },
    // Its own queue: it says itself when a job shall come again.
    queues: { analysis: 'consume' },
    workflows: { clip: 'answer' },
    moderates: true,
  },
  settings: z.object({
    ffmpegPath: z.string().min(1),
    moderation: z.enum(['on', 'off']),
    moderationCallsPerSecond,
    rekognitionFaces,
    samplesPerSecond: z.coerce.number().positive().max(10),
    looksPerSecond,
    modelManifests,
    onnxRuntimeFolder,
    hardwareDecoding,
    analyzerHost,
  }),
  // 1.7 processors, of which ffmpeg takes all; 300 MB are used. New accounts get no more.
  memoryMegabytes: 3_008,
  // The longest that Lambda takes. `host-limits.ts` shows what fits.
  timeoutSeconds: 900,
  // Footage of up to 1 GiB, its redacted copy, the stills, and the same left by a killed one.
  ephemeralStorageMegabytes: 4_096,
  // It looks at the clip's state at least every 2 minutes and a beat, and one upload may be under
  // way then.
  writesAfterEndSeconds: 300,
  // On the other host workers do its work, with its rights and settings.
  onlyOn: 'lambda',
  layers: ['ffmpeg'],
});

/** As many GPU workers as the queue needs, down to none. */
export const scaleWorkers = functionContract({
  stage: 'inference',
  name: 'scale-workers',
  purpose: 'Starts GPU workers when clips wait and releases them when none do.',
  trigger: { kind: 'schedule', everyMinutes: 1 },
  access: { queues: { analysis: 'count' }, scales: true },
  settings: z.object({ deploymentName, maxWorkers, clipsPerWorkerAtOnce, usualSecondsPerClip }),
  memoryMegabytes: 256,
  timeoutSeconds: 50,
  onlyOn: 'gpu',
});

/** Opens the review task of a clip and lets the rule decide where it can. */
export const requestDecision = functionContract({
  stage: 'review',
  name: 'request-decision',
  purpose: 'Accepts by rule, or puts the clip in the reviewers’ queue.',
  trigger: { kind: 'workflow-task' },
  access: {
    tables: { programs: 'read', clips: 'append', reviews: 'append' },
    workflows: { clip: 'answer' },
  },
  settings: none,
  ...task,
});

/** The reviewers' queue. */
export const serveReviews = functionContract({
  stage: 'review',
  name: 'serve-reviews',
  purpose: 'Lists, claims and decides clips; links to redacted copies and frames.',
  trigger: { kind: 'http' },
  access: {
    tables: { programs: 'read', clips: 'read', reviews: 'append' },
    buckets: { derived: ['read'] },
  },
  settings: none,
  ...http,
});

/** Gives a reviewer a look at an original. Reads originals, so it stands alone. */
export const showFootage = functionContract({
  stage: 'review',
  name: 'show-footage',
  purpose: 'Links to a clip’s original, or to a copy not shown unasked, for a stated reason.',
  trigger: { kind: 'http' },
  access: {
    tables: { programs: 'read', clips: 'read', reviews: 'append' },
    buckets: { landing: ['read'], derived: ['read'] },
  },
  settings: none,
  ...http,
});

/** Follows decisions. */
export const resumeClip = functionContract({
  stage: 'review',
  name: 'resume-clip',
  purpose: 'Resumes the workflow of a decided clip.',
  trigger: { kind: 'stream', tables: ['reviews'], batchSize: 25, passes: 'changes' },
  access: { tables: { reviews: 'read' }, workflows: { clip: 'answer' } },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/** Writes money; the only function that may. */
export const settleClip = functionContract({
  stage: 'rewards',
  name: 'settle-clip',
  purpose: 'Turns a decision into an award or a rejection and sets when the clip falls due.',
  trigger: { kind: 'workflow-task' },
  access: {
    tables: {
      programs: 'append',
      clips: 'append',
      reviews: 'append',
      ledger: 'append',
      retention: 'append',
    },
  },
  settings: none,
  ...task,
});

/** Follows awards. */
export const projectAwards = functionContract({
  stage: 'rewards',
  name: 'project-awards',
  purpose: 'Counts awards on the Honor Wall.',
  trigger: { kind: 'stream', tables: ['ledger'], batchSize: 25, passes: 'inserts' },
  access: { tables: { wall: 'append' } },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/** Earnings and the Honor Wall. */
export const serveRewards = functionContract({
  stage: 'rewards',
  name: 'serve-rewards',
  purpose: 'Tells contributors what they earned and where they stand.',
  trigger: { kind: 'http' },
  access: { tables: { programs: 'read', ledger: 'read', wall: 'append' } },
  settings: none,
  ...http,
});

/** Withdrawal and the retention schedule. */
export const serveRetention = functionContract({
  stage: 'retention',
  name: 'serve-retention',
  purpose: 'Takes withdrawals; shows and sets the retention schedule; shows erasures.',
  trigger: { kind: 'http' },
  access: {
    tables: {
      programs: 'append',
      clips: 'append',
      retention: 'append',
      erasures: 'read',
    },
  },
  settings: none,
  ...http,
});

/** Follows withdrawals of consent. */
export const followWithdrawals = functionContract({
  stage: 'retention',
  name: 'follow-withdrawals',
  purpose: 'Withdraws, page by page, the clips whose consent was withdrawn.',
  trigger: { kind: 'schedule', everyMinutes: 1 },
  access: {
    tables: { programs: 'append', clips: 'append', retention: 'read-write' },
  },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/** Looks every minute whether anything is due. */
export const startExpiry = functionContract({
  stage: 'retention',
  name: 'start-expiry',
  purpose: 'Starts the expiry workflow when something is due.',
  trigger: { kind: 'schedule', everyMinutes: 1 },
  access: { tables: { retention: 'append' }, workflows: { expiry: 'start' } },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/** The expiry workflow's first step. */
export const findDue = functionContract({
  stage: 'retention',
  name: 'find-due',
  purpose: 'Takes the due buckets for one run of the expiry workflow.',
  trigger: { kind: 'workflow-task' },
  access: { tables: { retention: 'append' } },
  settings: none,
  ...task,
});

/** Destroys; the only function that may delete footage. */
export const eraseBatch = functionContract({
  stage: 'retention',
  name: 'erase-batch',
  purpose: 'Deletes every version and every item of what is due.',
  trigger: { kind: 'workflow-task' },
  access: {
    tables: {
      clips: 'read-write',
      fingerprints: 'read-write',
      reviews: 'read-write',
      retention: 'read-write',
      erasures: 'append',
    },
    buckets: { landing: ['list', 'delete'], derived: ['list', 'delete'] },
    workflows: { clip: 'answer' },
  },
  settings: z.object({ clockSkewSeconds }),
  memoryMegabytes: 512,
  timeoutSeconds: 300,
});

/** Looks again; may not delete. */
export const verifyAbsence = functionContract({
  stage: 'retention',
  name: 'verify-absence',
  purpose: 'Lists again after the last signed URL has ended; records what is left.',
  trigger: { kind: 'workflow-task' },
  access: {
    tables: {
      clips: 'read',
      fingerprints: 'read',
      reviews: 'read',
      retention: 'read-write',
      erasures: 'append',
    },
    buckets: { landing: ['list'], derived: ['list'] },
  },
  settings: none,
  memoryMegabytes: 512,
  timeoutSeconds: 300,
});

/** Writes tombstones for what a listing shows absent. */
export const writeTombstones = functionContract({
  stage: 'retention',
  name: 'write-tombstones',
  purpose: 'Writes a tombstone for everything that a listing shows absent.',
  trigger: { kind: 'workflow-task' },
  access: {
    tables: {
      clips: 'append',
      fingerprints: 'read',
      reviews: 'read',
      retention: 'read-write',
      erasures: 'append',
    },
    buckets: { landing: ['list'], derived: ['list'] },
  },
  settings: none,
  memoryMegabytes: 512,
  timeoutSeconds: 300,
});

/** Follows every record that must be attested. */
export const collectLeaves = functionContract({
  stage: 'evidence',
  name: 'collect-leaves',
  purpose: 'Queues the leaf of every new consent, award and tombstone.',
  trigger: {
    kind: 'stream',
    tables: ['programs', 'ledger', 'erasures'],
    batchSize: 100,
    passes: 'leaves',
  },
  access: { queues: { leaves: 'send' } },
  settings: none,
  memoryMegabytes: 256,
  timeoutSeconds: 60,
});

/** Writes the log. */
export const appendLeaves = functionContract({
  stage: 'evidence',
  name: 'append-leaves',
  purpose: 'Appends queued leaves to the evidence log and signs its checkpoint.',
  trigger: { kind: 'queue', queue: 'leaves', batchSize: 10 },
  access: {
    tables: { evidence: 'append' },
    buckets: { evidence: ['read', 'list', 'put'] },
    signs: 'evidence-signing',
  },
  settings: z.object({ evidenceOrigin }),
  memoryMegabytes: 512,
  timeoutSeconds: 60,
});

/** Receipts, and the log itself for anyone. */
export const serveEvidence = functionContract({
  stage: 'evidence',
  name: 'serve-evidence',
  purpose: 'Gives people their receipts and anyone the log.',
  trigger: { kind: 'http' },
  access: {
    tables: {
      programs: 'read',
      ledger: 'read',
      erasures: 'read',
      evidence: 'read',
    },
    buckets: { evidence: ['read', 'list'] },
    verifies: 'evidence-signing',
  },
  settings: z.object({ evidenceOrigin }),
  ...http,
});

/** What the platform team does to queues. */
export const serveOperations = functionContract({
  stage: 'operations',
  name: 'serve-operations',
  purpose: 'Shows what waits in the queues; sends back what was put aside.',
  trigger: { kind: 'http' },
  access: { queues: { uploads: 'redrive', analysis: 'redrive', leaves: 'redrive' } },
  settings: z.object({ deploymentName }),
  ...http,
});

/** Every function of the product, in the order of the flow. */
export const functionContracts: readonly FunctionContract[] = [
  serveCampaigns,
  serveUploads,
  validateUpload,
  closeGrants,
  analyzeClip,
  scaleWorkers,
  requestDecision,
  serveReviews,
  showFootage,
  resumeClip,
  settleClip,
  projectAwards,
  serveRewards,
  serveRetention,
  followWithdrawals,
  startExpiry,
  findDue,
  eraseBatch,
  verifyAbsence,
  writeTombstones,
  collectLeaves,
  appendLeaves,
  serveEvidence,
  serveOperations,
];

/** The functions of a deployment that analyzes clips on the given host. */
export const deployedContracts = (host: InferenceHost): readonly FunctionContract[] =>
  functionContracts.filter(({ onlyOn }) => onlyOn === undefined || onlyOn === host);
