import { clipDocument } from '../../../core/contracts/http/clip-document.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { listCameras, registerCamera, retireCamera } from '../../../core/domain/intake/cameras.ts';
import { completeUpload } from '../../../core/domain/intake/complete-upload.ts';
import { listParts } from '../../../core/domain/intake/list-parts.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import { readAct } from '../../../core/domain/intake/read-act.ts';
import { listOwnClips, readClipStatus } from '../../../core/domain/intake/read-clips.ts';
import { signParts } from '../../../core/domain/intake/sign-parts.ts';
import type { Answers } from '../../middleware/http.ts';
import type { UploadsContainer } from '../container.ts';

/** The routes of `intake/serve-uploads`. */
export const answers: Answers<'intake/serve-uploads', UploadsContainer> = {
  registerCamera: async ({ actor, body }, container) => registerCamera(actor, body, container),
  listCameras: async ({ actor }, container) => ({
    cameras: [...(await listCameras(actor, container))],
  }),
  retireCamera: async ({ actor, parameters }, container) =>
    retireCamera(actor, parameters.cameraId, container),
  getAct: async ({ actor, parameters }, container) => {
    const { clips, ...act } = await readAct(actor, parameters.actId, container);
    return { ...act, clips: [...clips] };
  },
  openGrant: async ({ actor, body: { actId, ...declared } }, container) => {
    const request: GrantRequest = actId === undefined ? declared : { ...declared, actId };
    const { clip, upload, parts } = await openGrant(actor, request, container);
    const { clipId, reward } = clip;
    const granted = { clipId, actId: clip.declared.actId, reward };
    return parts === undefined
      ? { ...granted, upload: { ...upload, headers: { ...upload.headers } } }
      : { ...granted, parts };
  },
  signParts: async ({ actor, parameters: { clipId }, body }, container) => {
    const signed = await signParts(actor, { clipId, parts: body.parts }, container);
    const parts = signed.parts.map((part) => ({ ...part, headers: { ...part.headers } }));
    return { ...signed, parts };
  },
  listParts: async ({ actor, parameters }, container) => {
    const { plan, arrived } = await listParts(actor, parameters.clipId, container);
    const { partBytes, partCount, reservedUntil } = plan;
    return {
      partBytes,
      partCount,
      reservedUntil,
      arrived: arrived.map(({ partNumber, sha256 }) => ({ partNumber, sha256 })),
    };
  },
  completeUpload: async ({ actor, parameters, language }, container) =>
    clipDocument({ clip: await completeUpload(actor, parameters.clipId, container) }, language),
  listClips: async ({ actor, query: { limit, cursor }, language }, container) => {
    const page = cursor === undefined ? { limit } : { limit, cursor };
    const { clips, ...rest } = await listOwnClips(actor, page, container);
    return { clips: clips.map((clip) => clipDocument({ clip }, language)), ...rest };
  },
  getClip: async ({ actor, parameters, language }, container) =>
    clipDocument(await readClipStatus(actor, parameters.clipId, container), language),
  abandonUpload: async ({ actor, parameters, body, language }, container) => {
    const abandoned = { clipId: parameters.clipId, reason: body.reason };
    return clipDocument({ clip: await abandonUpload(actor, abandoned, container) }, language);
  },
};
