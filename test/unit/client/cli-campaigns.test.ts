import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import { openCliWorld, type CliWorld } from './cli-world.ts';
import { problem } from './fake-api.ts';

const campaign = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const consent = 'consent_01J9Z3CBCDEFGHJKMNPQRSTVWX';
const camera = 'camera_01J9Z3DBCDEFGHJKMNPQRSTVWX';

let world: CliWorld;
beforeEach(async () => {
  world = await openCliWorld();
});
afterEach(() => world.stop());

const operations = (): readonly string[] =>
  world.service.calls.map(({ operationId }) => operationId);

const longestLine = (text: string): number =>
  Math.max(...text.split('\n').map((line) => line.length));

/** Answers questions in turn and remembers them. */
const answering = (...answers: readonly string[]) => {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    return answers[questions.length - 1] ?? '';
  };
  return { questions, ask };
};

describe('a campaign', () => {
  it('is shown as a page: rate, dates, caps, what is needed, footage in plain words', async () => {
    const { out, exitCode } = await world.run(['campaigns', 'show', campaign]);
    expect(exitCode).toBe(0);
    expect(out).toBe(
      [
        'Porch and driveway',
        'Clips of parcels being taken and of car doors being pulled, real or staged.',
        '',
        'campaign  campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX',
        'status    takes clips now',
        'open      2026-12-18 00:00:00 to 2027-02-25 00:00:00 UTC',
        'from      US, CA',
        'budget    $80,000.00',
        'version   1',
        '',
        'category       pays   still needed     of  a person  a camera  an event',
        'package-theft  $2.00         19998  20000        20        10         3',
        'car-door       $2.00         19998  20000        20        10         3',
        '',
        'Accepted footage',
        '- MP4, QuickTime (MOV) or WebM files, the video coded as H.264, H.265 (HEVC) or VP9',
        '- from 2 s to 2 min 00 s long',
        '- at least 320 × 240, at most 8.3 megapixels',
        '- at most 60 frames a second',
        '- at most 1.0 GB a file',
        '',
        'Give your consent first: clipledger consent give campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX',
        '(notice 2026-11, in en, fr; from 18 years of age)',
        '',
      ].join('\n'),
    );
  });

  it('is listed with what is needed, in lines that fit a terminal', async () => {
    const { out } = await world.run(['campaigns', 'list']);
    expect(out).toContain('Porch and driveway\n' + campaign + ': open, until 2027-02-25\n');
    expect(out).toContain('package-theft  $2.00         19998  20000        10\n');
    expect(longestLine(out)).toBeLessThanOrEqual(100);
  });

  it('is created from a file or from standard input', async () => {
    const draft = JSON.stringify(examples.createCampaign.request);
    const file = await world.file('draft.json', draft);
    expect((await world.run(['campaigns', 'create', file])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.body).toEqual(examples.createCampaign.request);
    for (const args of [
      ['campaigns', 'create'],
      ['campaigns', 'create', '-'],
    ]) {
      const ran = await world.run(args, { readInput: async () => draft });
      expect(ran.exitCode).toBe(0);
      expect(world.service.calls.at(-1)?.body).toEqual(examples.createCampaign.request);
    }
    expect(world.signIns).toEqual(['platform@example.com']);
  });

  it('is not created from what is no JSON, and nothing is asked', async () => {
    const broken = await world.file('broken.json', '{');
    const ran = await world.run(['campaigns', 'create', broken]);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('broken.json is not a readable JSON document');
    expect(await world.run(['campaigns', 'create', 'gone.json'])).toMatchObject({
      exitCode: 2,
      err: 'There is no file gone.json.\n',
    });
    expect(operations()).toEqual([]);
  });

  it('is changed by whoever says which version they saw', async () => {
    const change = examples.changeCampaign.request as { version?: number };
    const file = await world.file('change.json', JSON.stringify(change));
    expect((await world.run(['campaigns', 'change', campaign, file])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)).toMatchObject({
      parameters: { campaignId: campaign },
      body: change,
    });
    const { version: _, ...blind } = change;
    const without = await world.file('blind.json', JSON.stringify(blind));
    const asked = operations().length;
    const ran = await world.run(['campaigns', 'change', campaign, without]);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('lacks: version.');
    expect(ran.err).toContain(`"clipledger campaigns draft ${campaign}"`);
    expect(operations()).toHaveLength(asked);
  });

  it('is printed as a change takes it, to be edited and given back', async () => {
    const printed = await world.run(['--as', 'platform', 'campaigns', 'draft', campaign]);
    expect(printed).toMatchObject({ exitCode: 0, err: '' });
    expect(JSON.parse(printed.out)).toEqual(examples.changeCampaign.request);
    expect((await world.run(['--json', 'campaigns', 'draft', campaign])).out).toBe(printed.out);
    expect(new Set(world.signIns)).toEqual(new Set(['platform@example.com']));
    const file = await world.file('c.json', printed.out);
    expect((await world.run(['campaigns', 'change', campaign, file])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)).toMatchObject({
      operationId: 'changeCampaign',
      body: examples.changeCampaign.request,
    });
  });

  it.each([
    ['the public page', examples.getCampaign.response, 'lacks: review.'],
    ['no object', 'Porch', 'lacks: version, title, '],
  ])('is not changed by %s, which lacks fields', async (_, document, told) => {
    const file = await world.file('c.json', JSON.stringify(document));
    const ran = await world.run(['campaigns', 'change', campaign, file]);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain(told);
    expect(operations()).toEqual([]);
  });

  it('has a help of its change that names the draft', async () => {
    const { out } = await world.run(['campaigns', 'change', '--help']);
    expect(out).toContain('"campaigns draft"');
  });

  it.each([
    ['pause', 'paused'],
    ['resume', 'open'],
  ])('is told to %s', async (command, status) => {
    expect((await world.run(['campaigns', command, campaign])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.body).toEqual({ status });
  });

  it('is closed only when that is confirmed', async () => {
    const close = ['campaigns', 'close', campaign];
    expect((await world.run(close)).exitCode).toBe(2);
    expect((await world.run(close, answering('n'))).exitCode).toBe(1);
    expect(operations()).toEqual([]);
    expect((await world.run(close, answering('y'))).exitCode).toBe(0);
    expect((await world.run([...close, '--yes'])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.body).toEqual({ status: 'closed' });
  });
});

describe('consenting', () => {
  const body = {
    campaignId: campaign,
    noticeVersion: '2026-11',
    language: 'en',
    purposes: ['human-review', 'model-training'],
    statesBystanders: true,
    statesAge: true,
  };

  it.each([
    [['consent', campaign, '--yes'], body],
    [['consent', 'give', campaign, '--yes'], body],
    [
      ['consent', campaign, '--yes', '--purpose', 'human-review'],
      { ...body, purposes: ['human-review'] },
    ],
    [['consent', campaign, '--yes', '--language', 'fr'], { ...body, language: 'fr' }],
    [['consent', campaign, '--yes', '--language', 'fr-CA'], { ...body, language: 'fr' }],
  ])('agrees without being asked where it was told so: %j', async (args, expected) => {
    expect((await world.run(args)).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.body).toEqual(expected);
  });

  it('says in scripts, too, what was agreed to and stated', async () => {
    const { err } = await world.run(['consent', campaign, '--yes']);
    expect(err).toContain('Agreed to with --yes: human-review, model-training.');
    expect(err).toContain('Stated with --yes: I am 18 or older.');
    expect(err).toContain('Stated with --yes: I have told the people I live with');
  });

  it('asks needed purposes, each other purpose, and each statement by itself', async () => {
    const { questions, ask } = answering('y', 'yes', 'y', 'y');
    const { err, exitCode } = await world.run(['consent', campaign], { ask });
    expect(exitCode).toBe(0);
    expect(err).toContain('model-training: detection models are trained on your clips (needed');
    expect(questions).toEqual([
      'Agree to human-review, model-training? [y/N] ',
      'As you like, it changes nothing else: agree to redacted-publication? [y/N] ',
      'Do you state this? "I have told the people I live with that I give this clip." [y/N] ',
      'Do you state this? "I am 18 or older." [y/N] ',
    ]);
    const purposes = ['human-review', 'model-training', 'redacted-publication'];
    expect(world.service.calls.at(-1)?.body).toEqual({ ...body, purposes });
  });

  it('leaves out what was not agreed to, and that alone', async () => {
    await world.run(['consent', campaign], answering('y', '', 'y', 'y'));
    expect(world.service.calls.at(-1)?.body).toEqual(body);
  });

  it.each([[['n']], [['y', 'n', 'n']], [['y', 'n', 'y', 'later']]])(
    'agrees to nothing where a needed purpose or a statement is refused: %j',
    async (answers) => {
      const ran = await world.run(['consent', campaign], answering(...answers));
      expect(ran).toMatchObject({ exitCode: 1, out: '' });
      expect(operations()).toEqual(['getCampaign', 'getNotice']);
    },
  );

  it('agrees to nothing where nobody can be asked and nobody has said yes', async () => {
    const ran = await world.run(['consent', campaign]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('give --yes to agree');
    expect(operations()).toEqual(['getCampaign', 'getNotice']);
  });

  it('shows the notice in the language of the environment, or the one asked for', async () => {
    const show = ['consent', 'show', campaign];
    const french = 'J’ai 18 ans ou plus.';
    expect((await world.run(show)).out).toContain('I am 18 or older.');
    const environment = { LANG: 'fr_CA.UTF-8' };
    expect((await world.run(show, { environment })).out).toContain(french);
    expect((await world.run([...show, '--language', 'fr'])).out).toContain(french);
    expect((await world.run(show, { environment: { LANG: 'de_DE' } })).out).toContain('I am 18');
    const ran = await world.run([...show, '--language', 'de']);
    expect(ran).toMatchObject({
      exitCode: 2,
      err: 'The notice is not in de, but in: en, fr.\n',
    });
  });

  it('is listed and shown', async () => {
    const { out } = await world.run(['consent', 'list']);
    expect(out).toContain(consent);
    expect(longestLine(out)).toBeLessThanOrEqual(100);
    expect((await world.run(['consent', 'show', consent])).out).toContain('2026-11 (en)');
  });

  it('is withdrawn by its id or its campaign, for all purposes or some', async () => {
    const { exitCode } = await world.run(['consent', 'withdraw', consent, '--yes']);
    expect(exitCode).toBe(0);
    expect(world.service.calls.at(-1)).toMatchObject({
      operationId: 'withdrawConsent',
      parameters: { consentId: consent },
      body: {},
    });
    const purpose = ['--purpose', 'redacted-publication'];
    await world.run(['consent', 'withdraw', campaign, ...purpose], answering('y'));
    expect(world.service.calls.at(-1)?.body).toEqual({ purposes: ['redacted-publication'] });
  });
});

describe('a camera', () => {
  it('is registered, listed, and retired by its label', async () => {
    const added = await world.run(['camera', 'add', 'front door', '--area', 'US-OR']);
    expect(added.out).toContain(camera);
    expect(world.service.calls.at(-1)?.body).toEqual({ label: 'front door', area: 'US-OR' });
    expect((await world.run(['camera'])).out).toContain('front door  US-OR  2026-12-18  in use');
    expect((await world.run(['camera', 'retire', 'Front Door'])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.parameters).toEqual({ cameraId: camera });
  });

  it('that has the label already, but stands elsewhere or is retired, is another', async () => {
    const elsewhere = await world.run(['camera', 'add', 'front door', '--area', 'CA']);
    expect(elsewhere).toMatchObject({ exitCode: 1, out: '' });
    expect(elsewhere.err).toBe(
      'Your camera "front door" is registered in US-OR, not in CA: give this one another label.\n',
    );
    const retired = { ...(examples.registerCamera.response as object), retiredAt: '2026-12-19' };
    world.service.answer('registerCamera', () => ({ body: retired }));
    world.service.answer('listCameras', () => ({ body: { cameras: [retired] } }));
    for (const [args, exitCode] of [
      [['camera', 'add', 'front door', '--area', 'US-OR'], 1],
      [['camera', 'retire', 'front door'], 2],
    ] as const) {
      const ran = await world.run(args);
      expect(ran).toMatchObject({ exitCode, out: '' });
      expect(ran.err).toContain('is retired, and its label stays taken');
    }
  });

  it('that is not there is named with those that are', async () => {
    const ran = await world.run(['camera', 'retire', 'garage']);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('You have no camera "garage" in use.');
    expect(ran.err).toContain('"front door"');
  });
});

describe('queues', () => {
  it('are listed with what was put aside', async () => {
    const { out } = await world.run(['queues']);
    expect(out).toMatch(/uploads +3 +1 +0 +files that landed/);
  });

  it('are redriven until nothing is put aside any more', async () => {
    const left = [4, 2, 0];
    world.service.answer('redriveQueue', () => ({
      body: { queue: 'uploads', moved: 10, left: left.shift() },
    }));
    const { document } = await world.read('queues', 'redrive', 'uploads');
    expect(document).toEqual({ queue: 'uploads', moved: 30, left: 0 });
  });

  it('are left alone by whoever may not', async () => {
    world.service.answer('redriveQueue', () => problem(403, 'not-allowed', 'Not for you.'));
    const ran = await world.run(['queues', 'redrive', 'uploads']);
    expect(ran).toMatchObject({ exitCode: 1, err: 'Not for you.\n' });
  });
});
