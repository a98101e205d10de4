import {
  DetectFacesCommand,
  DetectModerationLabelsCommand,
  type FaceDetail,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { ModerationThrottled } from '../../core/domain/inference/failures.ts';
import type { EstimatedAge } from '../../core/domain/inference/moderation/policy.ts';
import type { Box } from '../../core/domain/inference/picture.ts';
import type { FaceFinder, Moderator } from '../../core/domain/inference/ports.ts';

/** What calling Rekognition needs. */
export interface RekognitionOptions {
  readonly rekognition: Pick<RekognitionClient, 'send'>;
  /**
   * This host's share of the account's calls a second: the quota (5, or 50 in three regions)
   * divided by how many hosts may run at once. Each operation has a quota of its own.
   */
  readonly callsPerSecond: number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMilliseconds: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Below this a label is noise; also what AWS takes when nothing is said. Percent. */
const minConfidence = 50;

/** docs.aws rekognition/latest/APIReference/API_DetectModerationLabels, "Errors". */
const throttlingErrors = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'TooManyRequestsException',
]);

const isThrottling = (error: unknown): boolean =>
  error instanceof Error && throttlingErrors.has(error.name);

/** Lets calls begin at most `perSecond`, evenly; the first at once. */
const pacer = ({
  callsPerSecond,
  nowMilliseconds,
  wait,
}: Omit<RekognitionOptions, 'rekognition'>) => {
  if (!(callsPerSecond > 0)) throw new RangeError('Calls per second must be positive');
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (): Promise<void> => {
    const now = nowMilliseconds();
    const turn = Math.max(now, nextAt);
    nextAt = turn + 1_000 / callsPerSecond;
    if (turn > now) await wait(turn - now);
  };
};

/** The client retries throttled calls, and then the queue does. */
const throttlingTold = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
  try {
    return await call;
  } catch (error) {
    throw isThrottling(error) ? new ModerationThrottled({ cause: error }) : error;
  }
};

/** Finds the faces of a picture, at the operation's own pace. */
const faceCaller = (options: RekognitionOptions) => {
  const myTurn = pacer(options);
  return async (jpeg: Uint8Array): Promise<readonly FaceDetail[]> => {
    await myTurn();
    // Nothing but the age is asked for: no feature that could tell one person from another.
    const command = new DetectFacesCommand({ Image: { Bytes: jpeg }, Attributes: ['AGE_RANGE'] });
    return (await throttlingTold(options.rekognition.send(command))).FaceDetails ?? [];
  };
};

/** An unknown age is a child's until somebody says otherwise. */
const ageOf = ({ AgeRange: range, Confidence: confidence }: FaceDetail): EstimatedAge => ({
  lowYears: range?.Low ?? 0,
  highYears: range?.High ?? 0,
  confidence: confidence ?? 0,
});

/** Moderates with Amazon Rekognition. */
export const rekognitionModerator = (options: RekognitionOptions): Moderator => {
  const myTurn = pacer(options);
  const facesOf = faceCaller(options);
  return {
    async moderate(jpeg, frameIndex) {
      await myTurn();
      const command = new DetectModerationLabelsCommand({
        Image: { Bytes: jpeg },
        MinConfidence: minConfidence,
      });
      const { ModerationLabels: labels = [] } = await throttlingTold(
        options.rekognition.send(command),
      );
      return labels.map((label) => ({
        name: label.Name ?? '',
        parentName: label.ParentName ?? '',
        confidence: label.Confidence ?? 0,
        frameIndex,
      }));
    },
    estimateAges: async (jpeg) => (await facesOf(jpeg)).map(ageOf),
  };
};

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** Rekognition's boxes may reach beyond the picture; ours may not. */
const boxOf = ({ BoundingBox: box }: FaceDetail): Box => {
  const [left, top] = [within(box?.Left ?? 0), within(box?.Top ?? 0)];
  const right = within((box?.Left ?? 0) + (box?.Width ?? 0));
  const bottom = within((box?.Top ?? 0) + (box?.Height ?? 0));
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
};

/**
 * Finds faces with Amazon Rekognition, so that they can be covered. Not one is recognized, stored
 * or compared.
 */
export const rekognitionFaceFinder = (options: RekognitionOptions): FaceFinder => {
  const facesOf = faceCaller(options);
  return {
    find: async (jpeg) =>
      (await facesOf(jpeg)).map((face) => ({
        box: boxOf(face),
        score: (face.Confidence ?? 0) / 100,
      })),
  };
};
