import type { Leaf } from './leaf.ts';

/** The queue in front of the log. Carries what the log will show, and nothing else. */
export interface LeafQueue {
  /** Sends the leaves. Throws unless all were taken; sending a leaf twice appends it once. */
  send(leaves: readonly Leaf[]): Promise<void>;
}
