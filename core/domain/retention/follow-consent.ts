import type { ConsentStore } from '../campaigns/ports.ts';
import type { Clip } from '../intake/clip.ts';
import { endClip, type EndClipPorts } from './end-clip.ts';

/** What looking at the consent behind a clip needs. */
export interface FollowConsentPorts extends EndClipPorts {
  readonly consents: Pick<ConsentStore, 'epochsInForce'>;
}

/**
 * Whether the consent that a clip was given under has ended. The clip is withdrawn then, here and
 * now: whoever is about to read footage must not wait until the sweep of withdrawals comes to it.
 */
export const consentHasEnded = async (clip: Clip, ports: FollowConsentPorts): Promise<boolean> => {
  const [epoch] = await ports.consents.epochsInForce([clip]);
  if (epoch === clip.consentEpoch) return false;
  const reason = 'withdrawn-by-contributor';
  await endClip({ clipId: clip.clipId, to: 'withdrawn', reason }, ports);
  return true;
};
