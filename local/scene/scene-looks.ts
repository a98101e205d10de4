import type { Look } from '../../core/domain/inference/picture.ts';
import { picture } from './porch.ts';
import { openCamera } from './scene-camera.ts';
import type { SceneSpec } from './truth.ts';

/** Looks a second, and how many of them make one sample: as the frame source's defaults. */
export const looksPerSecond = 8;
const looksPerSample = 4;

/** The scene as an analyzer sees it, without a codec between: 320 × 180 grey, 8 a second. */
export function* sceneLooks(spec: SceneSpec): Generator<Look, void, void> {
  const camera = openCamera(spec);
  const count = camera.truth.durationSeconds * looksPerSecond;
  for (let index = 0; index < count; index += 1) {
    const seconds = index / looksPerSecond;
    yield {
      ...{ seconds, width: picture.width / 2, height: picture.height / 2 },
      grey: camera.greyAt(seconds),
      isSample: index % looksPerSample === 0,
    };
  }
}
