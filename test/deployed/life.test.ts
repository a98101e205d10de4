import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { listLeft, liveLife, type Life } from '../../local/life/life.ts';
import { startStopwatch } from '../../local/life/steps.ts';
import { drawPorchScene } from '../../local/scene/porch-scene.ts';
import { ffmpegPath, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  cameraOf,
  consentTo,
  demoPeople,
  idOf,
  openCampaign,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { repository } from './support/places.ts';
import { cloud, newPerson, type Person } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

const commandLine = join(repository, 'client', 'cli', 'clipledger.mjs');

/** Runs the command line as the person; what it prints on standard output. */
const clipledger = async (folder: string, person: Person, ...args: readonly string[]) => {
  const connection = join(folder, 'connection.json');
  const accounts = [{ role: 'contributor', email: person.email, password: person.password }];
  await writeFile(connection, JSON.stringify({ ...cloud.connection, accounts }));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const given = [commandLine, '--connection', connection, '--json', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, given, { env });
  return JSON.parse(stdout) as unknown;
};

const silent = { began: () => undefined, ended: () => undefined };
const alias = 'Porch Wren';

describe('the whole life of a drawn porch scene', () => {
  let life: Life;
  let person: Person;
  let folder: string;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    ({ folder, dispose } = await temporaryFolder());
    const path = join(folder, 'porch.mp4');
    const [somebody, draft] = await Promise.all([
      newPerson('contributor'),
      openCampaign(),
      drawPorchScene({ ffmpegPath, outputPath: path, seed: 7 }),
    ]);
    person = somebody;
    const { consentId } = await consentTo(draft, person);
    await person.client.putWallProfile({ body: { listed: true, alias } });
    const campaign = await demoPeople.nobody.getCampaign({ campaignId: idOf(draft) });
    const people = { ...demoPeople, contributor: person.client };
    life = await liveLife(
      { path, scenario: 'staged' },
      { cloud, people, campaign, consentId, cameraId: await cameraOf(person), alias },
      startStopwatch(silent),
    );
  });
  afterAll(() => dispose());

  const clipId = () => {
    if (life.clipId === undefined) throw new Error('The life has no clip');
    return life.clipId;
  };

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

  it('is measured from its real pixels, and moderated', () => {
    const analyzed = life.steps.find(({ step }) => step === 'Analyzed and moderated');
    expect(analyzed?.result).toMatch(/^24 frames, brightness \d+, peak motion [1-9]/);
    expect(analyzed?.result).toMatch(/4 frames kept, moderation done$/);
  });

  it('is decided by a person, because it is staged', () => {
    expect(life.decision).toMatchObject({ outcome: 'accepted', by: 'reviewer' });
  });

  it('is awarded two dollars, once', async () => {
    const reward = { amountMinor: 200, currency: 'USD' };
    expect(life.award).toEqual(reward);
    expect(life.balance).toEqual([reward]);
    expect(await person.client.getAward({ clipId: clipId() })).toMatchObject({ reward });
  });

  it('brings its giver to the top of the campaign’s Honor Wall, under the alias', () => {
    expect(life.standing).toEqual({ listed: true, alias, acceptedClips: 1, rank: 1 });
  });

  it('passes every state of the lifecycle, in the order of time', async () => {
    const { at, state } = await person.client.getClip({ clipId: clipId() });
    expect(state).toBe('erased');
    const passed = Object.entries(at)
      .toSorted(([, one], [, other]) => (one < other ? -1 : 1))
      .map(([name]) => name);
    expect(passed).toEqual(['granted', 'analyzing', 'in-review', 'accepted', 'erasing', 'erased']);
  });

  it('leaves nothing in any bucket, and a tombstone', async () => {
    expect(life.leftInBuckets).toBe(0);
    expect(await listLeft(clipId(), cloud)).toBe(0);
    const erasure = await person.client.getErasure({ clipId: clipId() });
    expect(erasure).toMatchObject({ state: 'erased', versionsListed: expect.any(Number) });
    // The original, its redacted copy, four frames and the analysis.
    expect(erasure.versionsListed).toBe(7);
    expect(erasure.liveAbsentAt && erasure.liveAbsentAt >= erasure.verifyNotBefore).toBe(true);
  });

  it('keeps what was earned after the clip has left', async () => {
    const { balances } = await person.client.getEarnings();
    expect(balances).toEqual([{ amountMinor: 200, currency: 'USD' }]);
  });

  it('keeps no word of the contributor’s after the erasure', async () => {
    const clip = await person.client.getClip({ clipId: clipId() });
    expect(Object.keys(clip).sort()).toEqual(['at', 'campaignId', 'clipId', 'state']);
  });

  it.each(['consent', 'award', 'erasure'] as const)(
    'gives a receipt of the %s that verifies offline, and no longer with one byte changed',
    (of) => {
      const receipt = life.receipts.find((each) => each.of === of);
      expect(receipt).toMatchObject({ verified: true, tamperedRefused: true });
    },
  );

  it('is told by the command line as by the API', async () => {
    const told = await clipledger(folder, person, 'status', clipId());
    expect(told).toEqual(await person.client.getClip({ clipId: clipId() }));
  });

  it('has receipts that the command line verifies, and refuses with one byte changed', async () => {
    const files = life.receipts.map(({ of, text }) => ({ file: join(folder, of), text }));
    for (const { file, text } of files) await writeFile(file, text);
    const told = await clipledger(folder, person, 'verify', ...files.map(({ file }) => file));
    expect(told).toMatchObject({ receipts: files.map(({ file }) => ({ file, ok: true })) });
    const [first] = files;
    const tampered = join(folder, 'tampered');
    await writeFile(tampered, first?.text.replace(/[1-9]/, '0') ?? '');
    await expect(clipledger(folder, person, 'verify', tampered)).rejects.toMatchObject({ code: 1 });
  });
});
