import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../local/life/steps.ts';
import { drawPorchScene } from '../../local/scene/porch-scene.ts';
import { ffmpeg, ffmpegPath, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  consentTo,
  giveClip,
  inState,
  openCampaign,
  patience,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { newPerson, type Person } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let first: string;
let copy: string;

beforeAll(async () => {
  place = await temporaryFolder();
  first = join(place.folder, 'first.mp4');
  copy = join(place.folder, 'copy.mp4');
  await drawPorchScene({ ffmpegPath, outputPath: first, seed: Date.now() % 1_000_000 });
  // Another file of another size, seen in a mirror, and it begins a moment later.
  const filters = 'hflip,scale=480:270';
  await ffmpeg('-ss', '0.4', '-i', first, '-vf', filters, '-pix_fmt', 'yuv420p', copy);
});
afterAll(() => place.dispose());

/** What a reviewer is told of a clip, once it waits for one. */
const toldToReviewer = (reviewer: Person, clipId: string) =>
  until(
    `a review of ${clipId}`,
    async () => {
      const { reviews } = await reviewer.client.listReviews({ limit: 100 });
      const isListed = reviews.some((review) => review.clipId === clipId);
      return isListed ? reviewer.client.getReview({ clipId }) : undefined;
    },
    patience,
  );

describe('the same footage, given by somebody else', () => {
  it('is told to a reviewer with the matching stretch, and not accepted by the rule', async () => {
    const draft = await openCampaign();
    const [ann, bob] = await Promise.all([newPerson('contributor'), newPerson('contributor')]);
    for (const person of [ann, bob]) await consentTo(draft, person);
    const original = await giveClip(draft, ann, first);
    // Declared real, it is accepted at once: nothing like it was given before.
    await inState(ann, original, 'accepted');

    const again = await giveClip(draft, bob, copy);
    await inState(bob, again, 'in-review');
    const reviewer = await newPerson('reviewer');
    const review = await toldToReviewer(reviewer, again);
    expect(review.referredBecause.join(' ')).toContain(original);
    const [match, ...others] = review.evidence?.footageMatches ?? [];
    expect(others).toEqual([]);
    expect(match).toMatchObject({ clipId: original, sameAct: false, mirrored: true });
    const offset = (match?.there.startSeconds ?? 0) - (match?.here.startSeconds ?? 0);
    expect(Math.abs(offset - 0.4)).toBeLessThan(0.5);
    // What is told of another's clip to its reviewer is told to no contributor.
    expect(JSON.stringify(await bob.client.getClip({ clipId: again }))).not.toContain(original);
  });
});
