import type { DeploymentName } from '../../core/contracts/layout/names.ts';
import type { QueueName } from '../../core/contracts/resources.ts';
import type { Inference } from './inference.ts';

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
  /**
   * `DetectModerationLabels` calls a second that the account may make: 50 in us-east-1, us-west-2
   * and eu-west-1, 5 elsewhere. https://docs.aws.amazon.com/general/latest/gr/rekognition.html
   */
  readonly rekognitionCallsPerSecond: number;
  /** Where clips are analyzed. */
  readonly inference: Inference;
  /**
   * Manifests of the ONNX models that look at clips, each `s3://bucket/key` or a path. None: the
   * baseline analyzer works without weights.
   */
  readonly modelManifests: readonly string[];
  /**
   * Whether Rekognition finds faces on 8 frames a clip ($0.008) where no model does, so that the
   * copy covers them alone and not everything that moves. Needs the attested opt-out, too.
   */
  readonly rekognitionFaces: boolean;
  readonly samplesPerSecond: number;
  /** Pictures a second that are looked at for movement: a whole multiple of the samples. */
  readonly looksPerSecond: number;
}
