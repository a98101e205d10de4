import { clipDocument } from '../../../core/contracts/http/clip-document.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import { listOwnClips, readClipStatus } from '../../../core/domain/intake/read-clips.ts';
import type { Answers } from '../../middleware/http.ts';
import type { UploadsContainer } from '../container.ts';

/** The routes of `intake/serve-uploads`. */
export const answers: Answers<'intake/serve-uploads', UploadsContainer> = {
  openGrant: async ({ actor, body: { actId, ...declared } }, container) => {
    const request: GrantRequest = actId === undefined ? declared : { ...declared, actId };
    const { clip, upload } = await openGrant(actor, request, container);
    const { clipId, declared: event } = clip;
    if (event === undefined) throw new Error(`Clip ${clipId} was opened without its event`);
    return { clipId, actId: event.actId, upload: { ...upload, headers: { ...upload.headers } } };
  },
  listClips: async ({ actor, query: { limit, cursor } }, container) => {
    const page = cursor === undefined ? { limit } : { limit, cursor };
    const { clips, ...rest } = await listOwnClips(actor, page, container);
    return { clips: clips.map((clip) => clipDocument({ clip })), ...rest };
  },
  getClip: async ({ actor, parameters }, container) =>
    clipDocument(await readClipStatus(actor, parameters.clipId, container)),
  abandonUpload: async ({ actor, parameters, body }, container) => {
    const { clipId } = parameters;
    return clipDocument({
      clip: await abandonUpload(actor, { clipId, reason: body.reason }, container),
    });
  },
};
