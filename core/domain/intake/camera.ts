import type { Area } from '../vocabulary/area.ts';
import type { CameraId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';

/** A camera that a contributor has registered. Every clip names one. */
export interface Camera {
  readonly cameraId: CameraId;
  readonly contributorId: ContributorId;
  /** The contributor's own word for it (“front door”), one a camera. */
  readonly label: string;
  /** Where it stands. */
  readonly area: Area;
  readonly registeredAt: Instant;
  /** Since when no more clips are given from it; what was given stays. */
  readonly retiredAt?: Instant;
}

/** Cameras of one contributor at most, retired ones too: caps per camera must mean something. */
export const maxCamerasPerContributor = 20;
