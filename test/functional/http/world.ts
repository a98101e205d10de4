import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createMemoryAnalysisReader } from '../../../core/adapters/memory/analysis-reader.ts';
import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCameraStore } from '../../../core/adapters/memory/camera-store.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryErasureStore } from '../../../core/adapters/memory/erasure-store.ts';
import { createMemoryFingerprintIndex } from '../../../core/adapters/memory/fingerprint-index.ts';
import { createMemoryFootageViewer } from '../../../core/adapters/memory/footage-viewer.ts';
import { createMemoryFrameViewer } from '../../../core/adapters/memory/frame-viewer.ts';
import { createMemoryHonorWall } from '../../../core/adapters/memory/honor-wall.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryOpenWithdrawals } from '../../../core/adapters/memory/open-withdrawals.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryPartUploads } from '../../../core/adapters/memory/part-uploads.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import { createMemoryQueueRedrive } from '../../../core/adapters/memory/queue-redrive.ts';
import { createMemoryReviewStore } from '../../../core/adapters/memory/review-store.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploads } from '../../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { createMemoryWaitingList } from '../../../core/adapters/memory/waiting-list.ts';
import { hmacSha256 } from '../../../core/adapters/node/hmac-sha256.ts';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import type { FunctionContract } from '../../../core/contracts/functions/function-contract.ts';
import {
  serveCampaigns,
  serveEvidence,
  serveOperations,
  serveRetention,
  serveReviews,
  serveRewards,
  serveUploads,
  showFootage,
} from '../../../core/contracts/functions/index.ts';
import { routes, type OperationId } from '../../../core/contracts/http/routes.ts';
import { hostLimits } from '../../../core/domain/inference/host-limits.ts';
import { createCampaignReader } from '../../../core/domain/campaigns/read-campaigns.ts';
import type { Role } from '../../../core/domain/vocabulary/people.ts';
import { answers as campaignAnswers } from '../../../functions/campaigns/serve-campaigns/translate.ts';
import { answers as evidenceAnswers } from '../../../functions/evidence/serve-evidence/translate.ts';
import { answers as uploadAnswers } from '../../../functions/intake/serve-uploads/translate.ts';
import { httpHandler } from '../../../functions/middleware/http.ts';
import { answers as operationsAnswers } from '../../../functions/operations/serve-operations/translate.ts';
import { answers as retentionAnswers } from '../../../functions/retention/serve-retention/translate.ts';
import { answers as reviewAnswers } from '../../../functions/review/serve-reviews/translate.ts';
import { answers as footageAnswers } from '../../../functions/review/show-footage/translate.ts';
import { answers as rewardAnswers } from '../../../functions/rewards/serve-rewards/translate.ts';
import { sampleNow, sampleOperator } from '../../support/samples.ts';
import { createLogWorld } from '../evidence/log-world.ts';
import {
  context,
  deployAs,
  readAnswer,
  requestFor,
  type Answered,
  type Handler,
  type RequestChanges,
} from '../middleware/invocation.ts';

type HttpHandler = Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Memory adapters in the places of every HTTP function's own. */
const memoryPorts = () => {
  const tables = createMemoryTables();
  const clock = createVirtualClock(sampleNow);
  const landing = createMemoryBucket('landing', { sha256 });
  const derived = createMemoryBucket('derived', { sha256 });
  const campaigns = createMemoryCampaignStore(tables);
  return {
    ...{ tables, clock, sha256, randomness: systemRandomness },
    ids: createUlidSource({ clock, randomness: systemRandomness }),
    campaigns,
    consents: createMemoryConsentStore(tables),
    cameras: createMemoryCameraStore(tables),
    clips: createMemoryClipStore(tables),
    waiting: createMemoryWaitingList(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
    partUploads: createMemoryPartUploads(landing),
    due: createMemoryDueIndex(tables),
    policies: createMemoryPolicyStore(tables),
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    wall: createMemoryHonorWall(tables),
    erasures: createMemoryErasureStore(tables),
    fingerprints: createMemoryFingerprintIndex(tables),
    withdrawals: createMemoryOpenWithdrawals(tables),
    operator: sampleOperator,
    analyzerLimits: hostLimits.lambda,
    publicCampaigns: createCampaignReader({ campaigns, clock, keptSeconds: 5 }),
    frames: createMemoryFrameViewer({ bucket: derived, clock }),
    footage: createMemoryFootageViewer({ landing, derived, clock }),
    analyses: createMemoryAnalysisReader(derived),
    derived,
    queues: {
      uploads: createMemoryQueueRedrive({ clock }),
      analysis: createMemoryQueueRedrive({ clock }),
      leaves: createMemoryQueueRedrive({ clock }),
    },
    signer: createMemoryUploads({ bucket: landing, clock, sha256 }),
    limits: {
      uploadUrlSeconds: 900,
      maxOpenGrants: 5,
      sweepAfterSeconds: 300,
      waitingPlaceSeconds: 1_800,
    },
  };
};

/** Somebody who asks, by the subject of their sign-in and their roles. */
export interface Caller {
  readonly subject: string;
  readonly roles: readonly Role[];
}

/** The HTTP functions as they are deployed, over memory. */
export const openHttpWorld = () => {
  const ports = memoryPorts();
  const log = createLogWorld();
  const serve = (
    contract: Parameters<typeof httpHandler>[0],
    answers: object,
    container: object = ports,
  ): HttpHandler => httpHandler(contract, () => container, answers) as HttpHandler;
  const handlers: ReadonlyMap<string, HttpHandler> = new Map([
    ['campaigns/serve-campaigns', serve(serveCampaigns, campaignAnswers)],
    ['intake/serve-uploads', serve(serveUploads, uploadAnswers)],
    ['review/serve-reviews', serve(serveReviews, reviewAnswers)],
    ['review/show-footage', serve(showFootage, footageAnswers)],
    ['rewards/serve-rewards', serve(serveRewards, rewardAnswers)],
    ['retention/serve-retention', serve(serveRetention, retentionAnswers)],
    // Its `signer` signs checkpoints; that of `ports` signs uploads.
    ['evidence/serve-evidence', serve(serveEvidence, evidenceAnswers, { ...ports, ...log.ports })],
    ['operations/serve-operations', serve(serveOperations, operationsAnswers)],
  ]);
  const contracts: readonly FunctionContract[] = [
    serveCampaigns,
    serveUploads,
    serveReviews,
    showFootage,
    serveRewards,
    serveRetention,
    serveEvidence,
    serveOperations,
  ];
  const takeAways = contracts.map(deployAs);
  return {
    ports,
    /** The evidence log that receipts are proved in. */
    log: log.ports,
    /** Asks a route as somebody, or as nobody. */
    async ask(
      operation: OperationId,
      caller: Caller | undefined,
      changes: Omit<RequestChanges, 'groups'> = {},
    ): Promise<Answered> {
      const route = routes[operation];
      const handler = handlers.get(route.function);
      if (handler === undefined) throw new Error(`Nothing serves ${operation} here`);
      const event = requestFor(route, { ...changes, groups: caller?.roles });
      return readAnswer(await handler(signedBy(event, caller), context));
    },
    close: (): void => {
      for (const takeAway of takeAways) takeAway();
    },
  };
};

const signedBy = (event: APIGatewayProxyEventV2, caller: Caller | undefined) => {
  const { authorizer } = event.requestContext as {
    authorizer?: { jwt: { claims: Record<string, unknown> } };
  };
  if (caller !== undefined && authorizer !== undefined) {
    authorizer.jwt.claims['sub'] = caller.subject;
  }
  return event;
};
