import type { Area } from '../vocabulary/area.ts';
import type { CameraId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import { maxCamerasPerContributor, type Camera } from './camera.ts';
import type { CameraStore } from './ports.ts';

/** A camera as its owner names it. */
export interface CameraDraft {
  readonly label: string;
  readonly area: Area;
}

/**
 * Registers a camera of one's own. The label and area of a camera in use give that camera, so that
 * a repeated call makes no second one. Refuses `too-many-cameras`, and `camera-differs` where the
 * label stands for a camera elsewhere or for a retired one.
 */
export const registerCamera = async (
  actor: Actor,
  { label, area }: CameraDraft,
  { cameras, ids, clock }: { cameras: CameraStore; ids: IdSource; clock: Clock },
): Promise<Camera> => {
  const registered = await cameras.register(
    {
      cameraId: ids.next('camera'),
      contributorId: actor.actorId,
      // One label looks the same however a keyboard composed it.
      label: label.normalize('NFC').trim(),
      area,
      registeredAt: clock.now(),
    },
    maxCamerasPerContributor,
  );
  if (registered === 'full') {
    throw new Refusal(
      'too-many-cameras',
      `One person registers ${maxCamerasPerContributor} cameras at most, retired ones included.`,
    );
  }
  if (registered.retiredAt !== undefined) {
    throw differs(`Your camera “${registered.label}” was retired`);
  }
  if (registered.area !== area) {
    throw differs(`Your camera “${registered.label}” is registered in ${registered.area}`);
  }
  return registered;
};

/** A clip says where it was filmed by its camera, so a camera never moves. */
const differs = (how: string): Refusal =>
  new Refusal('camera-differs', `${how}: give this one another label.`);

/** One's own cameras, oldest first. */
export const listCameras = (
  actor: Actor,
  { cameras }: { cameras: CameraStore },
): Promise<readonly Camera[]> => cameras.list(actor.actorId);

/** Ends giving clips from one's own camera. Anybody else's is `not-found`. */
export const retireCamera = async (
  actor: Actor,
  cameraId: CameraId,
  { cameras, clock }: { cameras: CameraStore; clock: Clock },
): Promise<Camera> => {
  const retired = await cameras.retire(actor.actorId, cameraId, clock.now());
  if (retired === undefined) {
    throw new Refusal('not-found', `There is no camera ${cameraId} of yours.`);
  }
  return retired;
};
