import type { DeploymentName } from '../../core/contracts/layout/names.ts';
import type { QueueName } from '../../core/contracts/resources.ts';

/** Where functions find ffmpeg: in the layer that is deployed with them, or on the machine. */
export type FfmpegSource =
  { readonly from: 'layer' } | { readonly from: 'machine'; readonly path: string };

/** Everything that differs between deployments of the product. */
export interface Deployment {
  readonly name: DeploymentName;
  /**
   * `keep`: stacks cannot be deleted, and what they held outlives them. `destroy`: everything goes
   * with its stack, for places where nothing is anybody's.
   */
  readonly data: 'keep' | 'destroy';
  /** Logs hold ids and counts, never personal data. */
  readonly logRetentionDays: number;
  /** Origins whose pages may upload and call the API from a browser; none until a portal exists. */
  readonly webOrigins: readonly string[];
  /** Sign-in by sending the password itself, which programs without SRP need. */
  readonly passwordSignIn: boolean;
  /** Calls a second that the API takes from everybody together, and the peak above it. */
  readonly apiCallsPerSecond: number;
  readonly apiCallsBurst: number;
  /** Functions that may read a queue at once. AWS takes no less than 2. */
  readonly maxConsumers: Readonly<Record<QueueName, number>>;
  /** After how long a queue shows a message again whose function, with this timeout, died. */
  readonly redeliverAfterSeconds: (functionTimeoutSeconds: number) => number;
  readonly ffmpeg: FfmpegSource;
  readonly uploadUrlSeconds: number;
  readonly clockSkewSeconds: number;
  readonly maxOpenGrants: number;
  readonly sweepAfterSeconds: number;
  /** How long a place in a waiting list is kept after its holder last asked. */
  readonly waitingPlaceSeconds: number;
  /** Who answers for the processing, by the name that stands in every consent record. */
  readonly operatorName: string;
  /** Where people reach them: an address of mail or of a page. */
  readonly operatorContact: string;
  /** The evidence log's origin line: no two logs may share one. */
  readonly evidenceOrigin: string;
  /**
   * Whether somebody has checked that the organization's AI-services opt-out policy covers this
   * account. Until then Amazon Rekognition may keep what it is shown, so it is shown nothing.
   * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out.html
   */
  readonly rekognitionOptOutAttested: boolean;
  readonly samplesPerSecond: number;
}
