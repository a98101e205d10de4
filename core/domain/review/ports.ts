import type { Analysis } from '../inference/analysis.ts';
import type { ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { Decision, ReviewTask } from './review.ts';
import type { FootageVariant, FootageView } from './footage-view.ts';

/** A page of open tasks, oldest deadline first. */
export interface ReviewPage {
  readonly tasks: readonly ReviewTask[];
  readonly cursor?: string;
}

/** Keeps review tasks, their decisions and the token that resumes the workflow. */
export interface ReviewStore {
  /**
   * Stores the task with its token. Opened before: the stored task stays, the token is replaced
   * (a redriven workflow waits on a new one), so that the decision reaches whoever waits now.
   */
  open(task: ReviewTask, taskToken: string): Promise<void>;
  find(clipId: ClipId): Promise<ReviewTask | undefined>;
  /** Undecided tasks. */
  listOpen(page: { limit: number; cursor?: string }): Promise<ReviewPage>;
  /** Takes the task for a reviewer until the lease ends, if nobody else holds it. */
  claim(
    clipId: ClipId,
    claim: { reviewerId: ContributorId; leaseEndsAt: Instant; now: Instant },
  ): Promise<'claimed' | 'held' | 'decided' | 'absent'>;
  /**
   * Stores the decision if there is none. With `heldBy`, only while that reviewer holds the claim.
   */
  decide(
    clipId: ClipId,
    decision: Decision,
    condition: { heldBy?: ContributorId; now: Instant },
  ): Promise<'decided' | 'already' | 'not-held' | 'absent'>;
  /** The token to resume the workflow with, while there is one. A bearer secret: never logged. */
  token(clipId: ClipId): Promise<string | undefined>;
  /** Writes a look at the footage down, while the task is there. Again is fine. */
  recordView(view: FootageView): Promise<'recorded' | 'absent'>;
  /** Looks at a clip's footage, oldest first; at most `maxViews`. */
  views(clipId: ClipId): Promise<readonly FootageView[]>;
  /** Forgets task, token and views. */
  erase(clipId: ClipId): Promise<void>;
  /** Items of the clip that are still there; 0 proves absence. */
  count(clipId: ClipId): Promise<number>;
}

/** Answers a waiting workflow. */
export interface WorkflowAnswer {
  /** `gone` when the execution no longer waits on this token (answered, timed out, stopped). */
  succeed(
    taskToken: string,
    output: Readonly<Record<string, string | number | boolean>>,
  ): Promise<'answered' | 'gone'>;
}

/** Views of one clip that are told: a clip is looked at a few times, by a few people. */
export const maxViews = 1_000;

/** Short-lived links to footage. */
export interface FootageViewer {
  /** A signed link to the redacted copy or to what was uploaded. */
  link(clipId: ClipId, variant: FootageVariant, validSeconds: number): Promise<string>;
}

/** What the analyzer found, as it was stored. */
export interface AnalysisReader {
  find(clipId: ClipId): Promise<Analysis | undefined>;
}

/** Short-lived links to what a reviewer may see of a clip. */
export interface FrameViewer {
  /** Signed links to the chosen frames, each valid for `validSeconds`. */
  links(clipId: ClipId, frameCount: number, validSeconds: number): Promise<readonly string[]>;
}
