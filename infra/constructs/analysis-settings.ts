import { join } from 'node:path';
import { imagePaths } from '../../core/contracts/functions/analysis-worker.ts';
import type { analyzeClip } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { moderationCallsPerSecond } from '../config/clips-at-once.ts';
import { projectFolder } from './bundles.ts';
import { ffmpegInLayer } from './ffmpeg-layer.ts';
import { onnxRuntimeInLayer } from './onnxruntime-layer.ts';
import type { SettingsOf } from './pipeline-function.ts';

/** The analyzer's settings on either host. */
export const analysisSettings = (deployment: Deployment): SettingsOf<typeof analyzeClip> => {
  const { ffmpeg, inference, modelManifests } = deployment;
  const { rekognitionFaces, rekognitionOptOutAttested } = deployment;
  const isWorker = inference.host === 'gpu';
  const inLayer = ffmpeg.from === 'layer';
  return {
    // The image brings its own.
    ffmpegPath: isWorker ? imagePaths.ffmpegPath : inLayer ? ffmpegInLayer : ffmpeg.path,
    onnxRuntimeFolder: isWorker
      ? imagePaths.onnxRuntimeFolder
      : inLayer
        ? onnxRuntimeInLayer
        : onMachine,
    moderation: rekognitionOptOutAttested ? 'on' : 'off',
    moderationCallsPerSecond: moderationCallsPerSecond(deployment),
    rekognitionFaces: rekognitionFaces && rekognitionOptOutAttested ? 'on' : 'off',
    samplesPerSecond: deployment.samplesPerSecond,
    looksPerSecond: deployment.looksPerSecond,
    modelManifests: modelManifests.join(','),
    hardwareDecoding: isWorker ? 'auto' : 'off',
    analyzerHost: isWorker ? 'worker' : 'lambda',
  };
};

/** The local cloud's functions run on this machine. */
const onMachine = join(projectFolder, 'node_modules', 'onnxruntime-node');
