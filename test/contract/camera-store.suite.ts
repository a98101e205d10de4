import { describe, expect, it } from '@jest/globals';
import type { Camera } from '../../core/domain/intake/camera.ts';
import type { CameraStore } from '../../core/domain/intake/ports.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleNow } from '../support/samples.ts';

const sampleCamera = (changes: Partial<Camera> = {}): Camera => ({
  cameraId: newId('camera'),
  contributorId: newId('contributor'),
  label: 'front door',
  area: 'US-OR',
  registeredAt: sampleNow,
  ...changes,
});

/** What every `CameraStore` keeps. `make` gives an empty one each time. */
export const cameraStoreContract = (make: () => Promise<CameraStore>): void => {
  describe('a store of cameras', () => {
    registerContract(make);
    retireContract(make);
  });
};

const registerContract = (make: () => Promise<CameraStore>): void => {
  it('registers a camera, for its owner alone', async () => {
    const cameras = await make();
    const camera = sampleCamera();
    const { contributorId, cameraId } = camera;
    expect(await cameras.find(contributorId, cameraId)).toBeUndefined();
    expect(await cameras.register(camera, 20)).toEqual(camera);
    expect(await cameras.find(contributorId, cameraId)).toEqual(camera);
    expect(await cameras.list(contributorId)).toEqual([camera]);
    const stranger = newId('contributor');
    expect(await cameras.find(stranger, cameraId)).toBeUndefined();
    expect(await cameras.list(stranger)).toEqual([]);
  });

  it('gives the first camera of a label again, as it was registered', async () => {
    const cameras = await make();
    const first = sampleCamera();
    const { contributorId } = first;
    await cameras.register(first, 1);
    const second = sampleCamera({ contributorId, area: 'CA' });
    expect(await cameras.register(second, 1)).toEqual(first);
    expect(await cameras.find(contributorId, second.cameraId)).toBeUndefined();
    expect(await cameras.list(contributorId)).toEqual([first]);
    const other = sampleCamera();
    expect(await cameras.register(other, 1)).toEqual(other);
  });

  it('makes one camera of a label for rivals', async () => {
    const cameras = await make();
    const contributorId = newId('contributor');
    const given = await Promise.all(
      Array.from({ length: 5 }, () => cameras.register(sampleCamera({ contributorId }), 20)),
    );
    const listed = await cameras.list(contributorId);
    expect(listed).toHaveLength(1);
    for (const camera of given) expect(camera).toEqual(listed[0]);
  });

  it('registers exactly as many as one person may have, whoever calls at once', async () => {
    const cameras = await make();
    const contributorId = newId('contributor');
    const drafts = Array.from({ length: 6 }, (_, at) =>
      sampleCamera({ contributorId, label: `camera ${at}` }),
    );
    const given = await Promise.all(drafts.map((draft) => cameras.register(draft, 4)));
    expect(given.filter((camera) => camera === 'full')).toHaveLength(2);
    const listed = await cameras.list(contributorId);
    expect(listed).toHaveLength(4);
    const ids = listed.map(({ cameraId }) => cameraId);
    expect(ids).toEqual(ids.toSorted());
    for (const camera of listed) {
      const again = { ...camera, cameraId: newId('camera') };
      expect(await cameras.register(again, 4)).toEqual(camera);
    }
  });
};

const retireContract = (make: () => Promise<CameraStore>): void => {
  it('retires one’s own camera; the first time stands', async () => {
    const cameras = await make();
    const camera = sampleCamera();
    const { contributorId, cameraId } = camera;
    await cameras.register(camera, 20);
    const retired = { ...camera, retiredAt: sampleNow };
    expect(await cameras.retire(contributorId, cameraId, sampleNow)).toEqual(retired);
    const later = addSeconds(sampleNow, 60);
    expect(await cameras.retire(contributorId, cameraId, later)).toEqual(retired);
    expect(await cameras.find(contributorId, cameraId)).toEqual(retired);
    expect(await cameras.list(contributorId)).toEqual([retired]);
    expect(await cameras.register(sampleCamera({ contributorId }), 20)).toEqual(retired);
  });

  it('retires nobody else’s camera, and none that is not there', async () => {
    const cameras = await make();
    const camera = sampleCamera();
    await cameras.register(camera, 20);
    const stranger = newId('contributor');
    expect(await cameras.retire(stranger, camera.cameraId, sampleNow)).toBeUndefined();
    expect(await cameras.retire(camera.contributorId, newId('camera'), sampleNow)).toBeUndefined();
    expect(await cameras.list(stranger)).toEqual([]);
    expect(await cameras.find(camera.contributorId, camera.cameraId)).toEqual(camera);
  });
};
