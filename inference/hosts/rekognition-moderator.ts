import { DetectModerationLabelsCommand, type RekognitionClient } from '@aws-sdk/client-rekognition';
import { ModerationThrottled } from '../../core/domain/inference/failures.ts';
import type { Moderator } from '../../core/domain/inference/ports.ts';

/** What the moderator works with. */
export interface RekognitionModeratorOptions {
  readonly rekognition: Pick<RekognitionClient, 'send'>;
  /**
   * This host's share of the account's calls a second: the quota (5, or 50 in three regions)
   * divided by how many hosts may run at once.
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
}: Omit<RekognitionModeratorOptions, 'rekognition'>) => {
  if (!(callsPerSecond > 0)) throw new RangeError('Calls per second must be positive');
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (): Promise<void> => {
    const now = nowMilliseconds();
    const turn = Math.max(now, nextAt);
    nextAt = turn + 1_000 / callsPerSecond;
    if (turn > now) await wait(turn - now);
  };
};

/** Moderates with Amazon Rekognition. The client retries throttled calls, and then the queue. */
export const rekognitionModerator = (options: RekognitionModeratorOptions): Moderator => {
  const myTurn = pacer(options);
  return {
    async moderate(jpeg, frameIndex) {
      await myTurn();
      const command = new DetectModerationLabelsCommand({
        Image: { Bytes: jpeg },
        MinConfidence: minConfidence,
      });
      const { ModerationLabels: labels = [] } = await options.rekognition
        .send(command)
        .catch((error: unknown) => {
          throw isThrottling(error) ? new ModerationThrottled({ cause: error }) : error;
        });
      return labels.map((label) => ({
        name: label.Name ?? '',
        parentName: label.ParentName ?? '',
        confidence: label.Confidence ?? 0,
        frameIndex,
      }));
    },
  };
};
