import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { liveLife, type Life } from '../../local/life/life.ts';
import { startStopwatch } from '../../local/life/steps.ts';
import { drawPorchScene } from '../../local/scene/porch-scene.ts';
import { ffmpegPath, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { consentTo, demoPeople, openCampaign, wholeLifeMilliseconds } from './support/program.ts';
import { cloud, newPerson } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

const silent = { began: () => undefined, ended: () => undefined };
const alias = 'Porch Wren';

describe('the whole life of a drawn porch scene', () => {
  let life: Life;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    const path = join(made.folder, 'porch.mp4');
    const [person, draft] = await Promise.all([
      newPerson('contributor'),
      openCampaign(),
      drawPorchScene({ ffmpegPath, outputPath: path, seed: 7 }),
    ]);
    const { consentId } = await consentTo(draft, person);
    await person.client.putWallProfile({ body: { listed: true, alias } });
    const campaignId = draft.campaignId as NonNullable<typeof draft.campaignId>;
    const campaign = await demoPeople.nobody.getCampaign({ campaignId });
    const people = { ...demoPeople, contributor: person.client };
    life = await liveLife(
      { path, scenario: 'staged' },
      { cloud, people, campaign, consentId, alias },
      startStopwatch(silent),
    );
  });
  afterAll(() => dispose());

  it('passes every step in order', () => {
    expect(life.steps.map(({ step }) => step)).toEqual([
      'Upload granted',
      'Uploaded',
      'Validated',
      'Analyzed and moderated',
      'Decided',
      'Settled',
      'Awarded and ranked',
      'Erased after its period',
      'Buckets listed by hand',
      'Receipts verified offline',
    ]);
  });

  it('is decided by a person, because it is staged', () => {
    expect(life.decision).toMatchObject({ outcome: 'accepted', by: 'reviewer' });
  });
});
