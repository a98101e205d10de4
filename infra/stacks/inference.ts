import type { Construct } from 'constructs';
import { analyzeClip } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { ffmpegInLayer } from '../constructs/ffmpeg-layer.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { HouseStack } from './house-stack.ts';

/** The analyzer, hosted in a Lambda: it costs nothing between clips. */
export class InferenceStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'inference', { deployment, description: 'ClipLedger: analysis and moderation' });
    const { ffmpeg, samplesPerSecond, rekognitionOptOutAttested } = deployment;
    new PipelineFunction(this, {
      contract: analyzeClip,
      deployment,
      settings: {
        ffmpegPath: ffmpeg.from === 'layer' ? ffmpegInLayer : ffmpeg.path,
        moderation: rekognitionOptOutAttested ? 'on' : 'off',
        samplesPerSecond,
      },
    });
  }
}
