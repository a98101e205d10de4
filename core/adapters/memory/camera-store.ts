import { programItems } from '../../contracts/layout/items.ts';
import type { Camera } from '../../domain/intake/camera.ts';
import type { CameraStore } from '../../domain/intake/ports.ts';
import type { ContributorId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables } from './tables.ts';

const camerasOf = (tables: MemoryTables, contributorId: ContributorId): readonly Camera[] =>
  [...tables.cameras.values()]
    .filter((camera) => camera.contributorId === contributorId)
    .toSorted((one, other) => (one.cameraId < other.cameraId ? -1 : 1));

const cameraKey = ({ contributorId, cameraId }: Pick<Camera, 'contributorId' | 'cameraId'>) =>
  keyText(programItems.registeredCamera(contributorId, cameraId));

/** Cameras in memory. */
export const createMemoryCameraStore = (tables: MemoryTables): CameraStore => ({
  async register(camera, maxCameras) {
    const { contributorId, label, cameraId } = camera;
    const labelKey = keyText(programItems.cameraLabel(contributorId, label));
    const known = tables.cameraLabels.get(labelKey);
    const found = known && tables.cameras.get(cameraKey({ contributorId, cameraId: known }));
    if (found !== undefined) return found;
    if (camerasOf(tables, contributorId).length >= maxCameras) return 'full';
    tables.cameraLabels.set(labelKey, cameraId);
    tables.cameras.set(cameraKey(camera), camera);
    return camera;
  },
  find: async (contributorId, cameraId) =>
    tables.cameras.get(cameraKey({ contributorId, cameraId })),
  list: async (contributorId) => camerasOf(tables, contributorId),
  async retire(contributorId, cameraId, at) {
    const key = cameraKey({ contributorId, cameraId });
    const camera = tables.cameras.get(key);
    if (camera === undefined) return undefined;
    const retired = { ...camera, retiredAt: camera.retiredAt ?? at };
    tables.cameras.set(key, retired);
    return retired;
  },
});
