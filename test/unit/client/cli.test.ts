import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import { openCliWorld, tokenOf, type CliWorld } from './cli-world.ts';
import { problem } from './fake-api.ts';

const clip = 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX';
const campaign = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const consent = 'consent_01J9Z3CBCDEFGHJKMNPQRSTVWX';

const given = [
  ...['--campaign', campaign, '--category', 'car-door', '--scenario', 'real'],
  ...['--camera', 'front door'],
];

let world: CliWorld;
beforeEach(async () => {
  world = await openCliWorld();
});
afterEach(() => world.stop());

describe('signing in', () => {
  it('happens once and is kept, readable by its owner only', async () => {
    expect(await world.run(['earnings'])).toMatchObject({ exitCode: 0, out: '$2.00\n' });
    expect(await world.run(['earnings'])).toMatchObject({ exitCode: 0 });
    expect(world.signIns).toEqual(['contributor@example.com']);
    const { mode } = await stat(join(world.folder, 'session.json'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('happens again when the kept token is about to end, and at every login', async () => {
    await world.run(['earnings']);
    world.nowMilliseconds += 3_590_000;
    await world.run(['earnings']);
    await world.run(['login']);
    expect(world.signIns).toHaveLength(3);
  });

  it('is as whom the command is for, unless --as says otherwise', async () => {
    await world.run(['review']);
    await world.run(['earnings', '--as', 'compliance@example.com']);
    expect(world.signIns).toEqual(['reviewer@example.com', 'compliance@example.com']);
  });

  it('is not needed for what anyone may see', async () => {
    for (const args of [['campaigns'], ['wall', campaign], ['retention'], ['evidence', 'key']]) {
      expect(await world.run(args)).toMatchObject({ exitCode: 0, err: '' });
    }
    expect(world.signIns).toEqual([]);
  });

  it('tells who asks', async () => {
    const { document } = await world.read('whoami', '--as', 'reviewer');
    expect(document).toEqual({
      account: 'reviewer@example.com',
      contributorId: 'contributor_sub-of-reviewer',
      roles: ['reviewer'],
    });
  });

  it('asks for the password of an account that the connection does not know', async () => {
    const asked: string[] = [];
    const ask = async (question: string): Promise<string> => {
      asked.push(question);
      return 'wrong';
    };
    const ran = await world.run(['earnings', '--as', 'me@example.com'], { ask });
    expect(asked).toEqual(['Password of me@example.com: ']);
    expect(ran).toMatchObject({
      exitCode: 1,
      err: 'No account me@example.com with this password.\n',
    });
  });

  it('is replaced by an address and a token of the environment', async () => {
    const environment = {
      CLIPLEDGER_API: world.service.baseUrl,
      CLIPLEDGER_TOKEN: tokenOf('abc', ['contributor']),
    };
    const connectionFile = join(world.folder, 'none.json');
    const ran = await world.run(['earnings'], { environment, connectionFile });
    expect(ran.exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.authorization).toBe(
      `Bearer ${environment.CLIPLEDGER_TOKEN}`,
    );
  });
});

describe('a wrong command line', () => {
  it.each([
    [['nonsense']],
    [['upload', 'a.mp4', '--campaign', campaign]],
    [['status', 'clip_1']],
    [['status', clip, '--timeout', 'soon']],
    [['review', 'decide', clip, 'maybe']],
    [['retention', 'set', 'accepted-clip']],
    [['campaigns', 'show', 'campaign_1']],
    [['campaigns', 'pause']],
    [['consent', 'nonsense']],
    [['consent', 'give', campaign, '--language', 'plain English']],
    [['consent', 'give', campaign, '--purpose', 'everything']],
    [['consent', 'withdraw', clip]],
    [['camera', 'add', 'front door']],
    [['camera', 'add', 'front door', '--area', 'my street']],
    [['queues', 'redrive', 'everything']],
    [['upload', 'a.mp4', ...given, '--hour', '21:00']],
    [['upload', 'a.mp4', ...given, '--act', 'another']],
    [['upload', 'a.mp4', ...given, '--parallel', '7']],
    [['receipts', 'tax', clip]],
    [['retention', 'set', 'everything', '--seconds', '1', '--basis', 'x']],
  ])('exits 2 and asks the service nothing: %j', async (args) => {
    const ran = await world.run(args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toMatch(/^error: .*\n/);
    expect(world.service.calls).toEqual([]);
  });

  it.each([
    [['receipts', 'award', 'xyz'], '"xyz" is no clip id, like clip_01J9Z3…\n'],
    [['receipts', 'withdrawal', clip], `"${clip}" is no consent id, like consent_01J9Z3…\n`],
    [['withdraw'], 'Name the clip to take back, or give --all to take back everything.\n'],
    [['status', '--follow'], 'Name the clip that is to be followed.\n'],
    [['campaigns', 'create'], 'Give a JSON file, or pipe one into standard input.\n'],
    [['earnings', '--as', 'nobody'], expect.stringContaining('no account for "nobody"')],
  ])('exits 2 with a sentence where only its parts together are wrong: %j', async (args, err) => {
    expect(await world.run(args)).toEqual({ exitCode: 2, out: '', err });
    expect(world.service.calls).toEqual([]);
  });

  it('exits 2 when the service cannot read what it was given, and names each field', async () => {
    const issues = [{ where: 'body.terms', what: 'Each category once.' }];
    const refused = problem(422, 'invalid-request', 'The request has 1 mistake.');
    const body = { ...(refused.body as object), issues };
    world.service.answer('createCampaign', () => ({ status: 422, body }));
    const file = await world.file('draft.json', JSON.stringify(examples.createCampaign.request));
    const ran = await world.run(['campaigns', 'create', file]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('  body.terms: Each category once.');
  });

  it('is one document too with --json', async () => {
    const { exitCode, document } = await world.read('status', 'clip_1');
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ problem: { code: 'usage', status: 0 } });
  });

  it('shows help on request and exits 0', async () => {
    const { exitCode, out } = await world.run(['review', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain('decide');
  });
});

describe('a refusal', () => {
  it('is one sentence on standard error and exit 1', async () => {
    world.service.answer('getAward', () => problem(404, 'not-found', 'There is no award yet.'));
    const ran = await world.run(['award', clip]);
    expect(ran).toEqual({ exitCode: 1, out: '', err: 'There is no award yet.\n' });
  });

  it('is one document with --json', async () => {
    world.service.answer('getAward', () => problem(404, 'not-found', 'There is no award yet.'));
    expect(await world.read('award', clip)).toEqual({
      exitCode: 1,
      document: {
        problem: { code: 'not-found', status: 404, detail: 'There is no award yet.', issues: [] },
      },
    });
  });

  it('names what is missing before the first start', async () => {
    const connectionFile = join(world.folder, 'none.json');
    const ran = await world.run(['campaigns'], { connectionFile });
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('npm start');
  });

  it('names the address when nothing answers there', async () => {
    const environment = { CLIPLEDGER_API: 'http://127.0.0.1:9/gone' };
    const ran = await world.run(['campaigns'], { environment });
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('http://127.0.0.1:9/gone/v1/campaigns');
  });

  it('never lets a text of somebody else steer the terminal', async () => {
    const alias = 'Owl\u001b[2J\nroot';
    const lines = [{ rank: 1, alias, acceptedClips: 2 }];
    world.service.answer('getHonorWall', () => ({ body: { lines } }));
    const { out } = await world.run(['wall', campaign]);
    expect(out).toBe('rank  alias         clips\n   1  Owl [2J root      2\n');
  });
});

describe('a clip', () => {
  it('is shown with each step’s time, what was seen, and the reason as a sentence', async () => {
    const reasonSentence = 'This event was already given.';
    const seen = examples.getClip.response as { at: object };
    const body = {
      ...seen,
      state: 'rejected',
      at: { ...seen.at, rejected: '2026-12-18T10:02:00.000Z' },
      reason: 'duplicate',
      reasonSentence,
    };
    world.service.answer('getClip', () => ({ body }));
    const { out } = await world.run(['status', clip]);
    expect(out).toBe(
      [
        `${clip}: rejected`,
        'package-theft, staged, camera_01J9Z3DBCDEFGHJKMNPQRSTVWX',
        'US-OR, 2026-12-17T21Z, act_01J9Z3EBCDEFGHJKMNPQRSTVWX',
        '',
        'time (UTC)           step',
        '2026-12-18 09:01:00  granted',
        '2026-12-18 09:01:02  analyzing  +2 s',
        '2026-12-18 09:01:05  in-review  +3 s',
        '2026-12-18 10:02:00  rejected   +1 h 00 min',
        '',
        'media     mp4, h264, 1280 × 720, 30 frames/s, 12 s, no sound',
        'analysis  baseline@2.0.0: 24 frames, 12 s covered, 2 moments of change, ' +
          'peak motion 0.08, ' +
          'brightness 113, moderation done',
        'reason    duplicate',
        '          This event was already given.',
        '',
      ].join('\n'),
    );
  });

  it('is followed to its end, or for as long as was said', async () => {
    const states = ['granted', 'analyzing', 'in-review', 'accepted'];
    const seen = examples.getClip.response as object;
    world.service.answer('getClip', () => ({ body: { ...seen, state: states.shift() } }));
    const { document } = await world.read('status', clip, '--follow');
    expect(document).toMatchObject({ state: 'accepted' });
    world.service.answer('getClip', () => ({ body: seen }));
    const startedAt = world.nowMilliseconds;
    expect(await world.read('status', clip, '--follow', '--timeout', '30')).toMatchObject({
      exitCode: 0,
      document: { state: 'in-review' },
    });
    expect(world.nowMilliseconds - startedAt).toBe(30_000);
  });

  it('is listed over all pages, up to a limit', async () => {
    const [first, second] = ['1', '2'].map((digit) => `clip_${digit.padStart(26, '0')}`);
    world.service.answer('listClips', ({ query }) => ({
      body: {
        ...(examples.listClips.response as object),
        ...(query['cursor'] === second
          ? {}
          : { cursor: query['cursor'] === first ? second : first }),
      },
    }));
    const { document } = await world.read('clips');
    expect((document as { clips: unknown[] }).clips).toHaveLength(3);
    const limited = await world.read('clips', '--limit', '2');
    expect((limited.document as { clips: unknown[] }).clips).toHaveLength(2);
  });

  it('is listed with all others where no id is given', async () => {
    const { document } = await world.read('status');
    expect(document).toMatchObject({ clips: [{ clipId: clip }] });
  });

  it('is withdrawn with everything else, once that is confirmed', async () => {
    const no = await world.run(['withdraw', '--all'], { ask: async () => 'n' });
    expect(no).toMatchObject({ exitCode: 1, err: 'Nothing was withdrawn.\n' });
    const { exitCode, document } = await world.read('withdraw', '--all', '--yes');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ consents: [{ consentId: consent }] });
    const asked = world.service.calls.filter((call) => call.operationId === 'withdrawConsent');
    expect(asked).toMatchObject([{ parameters: { consentId: consent }, body: {} }]);
  });

  it('is withdrawn, and its erasure is shown', async () => {
    expect((await world.run(['withdraw', clip])).out).toContain(`${clip}: withdrawn`);
    const { out } = await world.run(['erasure', clip]);
    expect(out).toContain('observed absent     2026-12-19 09:05:02');
  });
});

describe('reviewing', () => {
  it('decides with a reason', async () => {
    const args = ['review', 'decide', clip, 'reject', '--reason', 'duplicate'];
    expect(await world.run(args)).toMatchObject({ exitCode: 0 });
    const call = world.service.calls.at(-1);
    expect(call?.body).toEqual({ outcome: 'rejected', reason: 'duplicate' });
  });

  it('never rejects without one', async () => {
    const ran = await world.run(['review', 'decide', clip, 'reject']);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('event-not-visible');
    expect(world.service.calls).toEqual([]);
  });

  it('lists, shows and claims', async () => {
    expect((await world.run(['review'])).out).toContain('2026-12-25 09:01:05');
    expect((await world.run(['review', 'show', clip])).out).toContain('frame 0  https://');
    expect((await world.run(['review', 'claim', clip])).out).toContain('claimed until');
  });
});

describe('the language of sentences', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'fr_CA.UTF-8' }, 'fr-CA, fr;q=0.9, en;q=0.5'],
    [{ LANG: 'en_US.UTF-8' }, 'en-US, en;q=0.9'],
    [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'en_GB' }, 'en-GB, en;q=0.9'],
    [{ LANG: 'fr', LC_ALL: '' }, 'fr, en;q=0.9'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LANG: 'POSIX' }, 'en'],
  ])('is that of the environment: %j', async (environment, language) => {
    await world.run(['campaigns'], { environment });
    expect(world.service.calls.at(-1)?.language).toBe(language);
  });
});

describe('other commands', () => {
  it('set a retention rule', async () => {
    const args = ['retention', 'set', 'accepted-clip', '--seconds', '5', '--basis', 'A test.'];
    const { out, exitCode } = await world.run(args);
    expect(exitCode).toBe(0);
    expect(out).toContain('accepted-clip  365 days');
    const call = world.service.calls.at(-1);
    expect(call?.body).toEqual({ retentionSeconds: 5, legalBasis: 'A test.' });
  });

  it('set a profile, which needs an alias to be seen', async () => {
    expect((await world.run(['profile', '--listed'])).exitCode).toBe(2);
    expect((await world.run(['profile'])).exitCode).toBe(2);
    expect((await world.run(['profile', '--listed', '--alias', 'Owl'])).exitCode).toBe(0);
    expect(world.service.calls.at(-1)?.body).toEqual({ listed: true, alias: 'Owl' });
  });

  it('ask for the receipt of a withdrawal by the consent that was withdrawn', async () => {
    world.service.answer('getWithdrawalReceipt', () => ({ body: { text: 'a receipt' } }));
    const ran = await world.run(['receipts', 'withdrawal', consent]);
    expect(ran).toMatchObject({ exitCode: 0, out: 'a receipt' });
    expect(world.service.calls.at(-1)?.parameters).toEqual({ consentId: consent });
  });

  it('write a receipt to a file, once the log has it', async () => {
    let asked = 0;
    world.service.answer('getConsentReceipt', () => {
      asked += 1;
      return asked < 3
        ? problem(409, 'receipt-not-ready', 'Not in the log yet.')
        : { body: { text: 'a receipt' } };
    });
    const file = join(world.folder, 'consent.tlog-proof');
    expect((await world.run(['receipts', 'consent', consent, '-o', file])).exitCode).toBe(1);
    const ran = await world.run(['receipts', 'consent', consent, '-o', file, '--wait']);
    expect(ran.exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('a receipt');
  });
});
