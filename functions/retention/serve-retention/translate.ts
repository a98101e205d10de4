import type * as z from 'zod';
import { clipDocument } from '../../../core/contracts/http/clip-document.ts';
import type * as shapes from '../../../core/contracts/http/shapes.ts';
import type { Erasure } from '../../../core/domain/retention/erasure.ts';
import type { RetentionPolicy } from '../../../core/domain/retention/policy.ts';
import { readErasure } from '../../../core/domain/retention/read-erasure.ts';
import { setRetentionRule } from '../../../core/domain/retention/set-policy.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import type { Answers } from '../../middleware/http.ts';
import type { RetentionContainer } from '../container.ts';

/** The routes of `retention/serve-retention`. */
export const answers: Answers<'retention/serve-retention', RetentionContainer> = {
  withdrawClip: async ({ actor, parameters, language }, container) =>
    clipDocument({ clip: await withdrawClip(actor, parameters.clipId, container) }, language),
  getErasure: async ({ actor, parameters }, container) =>
    erasureDocument(await readErasure(actor, parameters.clipId, container)),
  getRetentionSchedule: async (_request, { policies }) =>
    scheduleDocument(await policies.current()),
  putRetentionRule: async ({ actor, parameters, body }, container) => {
    const rule = { ...parameters, ...body, disposition: 'erase' as const };
    return scheduleDocument(await setRetentionRule(actor, rule, container));
  },
};

/** The schedule as anyone may read it; who set it is not for everyone. */
const scheduleDocument = ({
  version,
  effectiveAt,
  rules,
}: RetentionPolicy): z.input<typeof shapes.retentionSchedule> => ({
  version,
  effectiveAt,
  rules: [...rules],
});

const erasureDocument = ({
  intent,
  progress,
  tombstone,
}: Erasure): z.input<typeof shapes.erasure> => ({
  erasureId: intent.erasureId,
  clipId: intent.clipId,
  state: tombstone === undefined ? 'erasing' : 'erased',
  intendedAt: intent.intendedAt,
  verifyNotBefore: intent.verifyNotBefore,
  versionsListed: intent.versionsListed,
  uploadsListed: intent.uploadsListed,
  ...(tombstone !== undefined || progress === undefined
    ? {}
    : {
        remaining: {
          versions: progress.remainingVersions,
          uploads: progress.remainingUploads,
          items: progress.remainingItems,
          ...(progress.obstacle === undefined ? {} : { obstacle: progress.obstacle }),
        },
      }),
  ...(tombstone === undefined
    ? {}
    : { liveAbsentAt: tombstone.liveAbsentAt, backupsClearBy: tombstone.backupsClearBy }),
});
