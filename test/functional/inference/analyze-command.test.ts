import { execFile } from 'node:child_process';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readArguments } from '../../../inference/cli/arguments.ts';
import { checkPlaces } from '../../../inference/cli/check-places.ts';
import { Complaint } from '../../../inference/cli/complaint.ts';
import { escaped } from '../../../inference/report/markup.ts';
import { intervalWords, kindWords } from '../../../inference/report/words.ts';
import type { Analysis } from '../../../core/domain/inference/analysis.ts';
import { drawPorchScene } from '../../../local/scene/porch-scene.ts';
import { ffmpeg, ffmpegPath, repository, temporaryFolder } from './ffmpeg-for-tests.ts';
import { elementsOf } from './well-formed.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const analyze = (args: readonly string[], ffmpegAt = ffmpegPath): Promise<Ended> =>
  new Promise((resolve) => {
    const tsx = join(repository, 'node_modules/.bin/tsx');
    const command = join(repository, 'inference/cli/analyze.ts');
    const env = { PATH: process.env['PATH'], FFMPEG_PATH: ffmpegAt };
    const options = { cwd: place.folder, env, timeout: 90_000, maxBuffer: 64 * 1024 * 1024 };
    execFile(tsx, [command, ...args], options, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, out, err });
    });
  });

let place: Awaited<ReturnType<typeof temporaryFolder>>;
/** Its name tries what names can try. */
const hostileName = `porch "><script>alert('&')</script><!--.mp4`.replaceAll('/', '\u2215');
let porch: string;
let page: string;
let analysis: Analysis;

beforeAll(async () => {
  place = await temporaryFolder();
  porch = join(place.folder, hostileName);
  const drawn = join(place.folder, 'porch.mp4');
  await drawPorchScene({ ffmpegPath, outputPath: drawn, seed: 1 });
  await copyFile(drawn, porch);
  const html = join(place.folder, 'out.html');
  const { code, out, err } = await analyze([porch, '--json', '--html', html]);
  if (code !== 0 || err !== '') throw new Error(`Exit code ${code}: ${err}`);
  analysis = JSON.parse(out) as Analysis;
  page = await readFile(html, 'utf8');
}, 120_000);
afterAll(() => place.dispose());

describe('npm run analyze -- CLIP --json', () => {
  test('prints the whole analysis', () => {
    expect(analysis).toMatchObject({
      schema: 'clipledger/analysis/v2',
      analyzer: { name: 'baseline' },
      execution: { host: 'command', models: [] },
      frames: { sampled: 24, coveredSeconds: 12, samplesPerSecond: 2 },
      moderation: { status: 'off' },
      redaction: { status: 'off' },
    });
    expect(analysis.motion.length).toBeGreaterThan(20);
  });

  test('takes another sampling rate, one that eight looks are no multiple of too', async () => {
    const clip = join(place.folder, 'clip.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=10:d=3', '-c:v', 'mpeg4', clip);
    const { code, out } = await analyze([clip, '--samples-per-second', '3']);
    expect(code).toBe(0);
    const { frames } = JSON.parse(out) as Analysis;
    expect(frames).toMatchObject({ sampled: 9, samplesPerSecond: 3, looksPerSecond: 9 });
  }, 60_000);
});

describe('npm run analyze -- CLIP --html OUT.html', () => {
  test('writes a page that is well-formed and needs neither other files nor scripts', () => {
    expect(page.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true);
    const elements = elementsOf(page);
    const names = new Set(elements.map(({ name }) => name));
    for (const name of ['script', 'link', 'iframe', 'object', 'form']) {
      expect(names.has(name)).toBe(false);
    }
    for (const { attributes } of elements) {
      const { href = 'data:image/jpeg;base64,', src } = attributes;
      expect(src).toBeUndefined();
      expect(href.slice(0, 23)).toBe('data:image/jpeg;base64,');
      expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([]);
    }
  });

  test('shows the file name as text, whatever the name tries', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain(`<h1>${escaped(hostileName)}</h1>`);
    expect(page).toContain(`<title>${escaped(hostileName)}`);
  });

  test('has one row for each event of the JSON, in its order', () => {
    expect(analysis.events.length).toBeGreaterThan(0);
    const table = page.slice(page.indexOf('<section><h2>Events</h2>'));
    const body = table.slice(table.indexOf('<tbody>'), table.indexOf('</tbody>'));
    const rows = body.split('<tr>').slice(1);
    expect(rows).toHaveLength(analysis.events.length);
    for (const [index, event] of analysis.events.entries()) {
      expect(rows[index]).toContain(kindWords[event.kind]);
      expect(rows[index]).toContain(intervalWords(event));
      expect(rows[index]).toContain(`<td>${event.score.toFixed(2)}</td>`);
    }
  });

  test('draws a bar for each event, and each picture has a text instead', () => {
    const elements = elementsOf(page);
    const bars = elements.filter(({ name, attributes }) => {
      const style = attributes['class'] ?? '';
      return name === 'rect' && style.startsWith('bar ') && !style.endsWith('fault');
    });
    expect(bars).toHaveLength(analysis.events.length);
    const pictures = elements.filter(({ name }) => name === 'image');
    expect(pictures.length).toBeGreaterThanOrEqual(6);
    const named = elements.filter(
      ({ name, attributes }) =>
        name === 'svg' && (attributes['aria-label'] ?? '').startsWith('The clip at '),
    );
    expect(named).toHaveLength(pictures.length);
    // Somebody is there for half of the clip: boxes are drawn.
    const drawn = elements.filter(({ attributes }) =>
      ['box track', 'box person-present'].includes(attributes['class'] ?? ''),
    );
    expect(drawn.length).toBeGreaterThanOrEqual(3);
  });
});

describe('npm run analyze -- CLIP --redact OUT.mp4', () => {
  test('writes the redacted copy, and cuts the pictures of the page from it', async () => {
    const [html, copy] = [join(place.folder, 'copy.html'), join(place.folder, 'copy.mp4')];
    // Only the page is asked for, so nothing is printed.
    const ended = await analyze([porch, '--html', html, '--redact', copy]);
    expect(ended).toEqual({ code: 0, out: '', err: '' });
    expect((await stat(copy)).size).toBeGreaterThan(10_000);
    const redacted = await readFile(html, 'utf8');
    expect(redacted).toContain('cut from the redacted copy');
    expect(page).toContain('as private as the clip');
    const pictures = (text: string) =>
      elementsOf(text).flatMap(({ name, attributes }) =>
        name === 'image' ? [attributes['href']] : [],
      );
    expect(pictures(redacted)).toHaveLength(pictures(page).length);
    expect(pictures(redacted)).not.toEqual(pictures(page));
  }, 120_000);
});

const wrongInputs: readonly (readonly [string, (text: string) => readonly string[], RegExp])[] = [
  ['no clip', () => [], /^Usage: npm run analyze -- CLIP .*$/],
  ['a folder', () => ['/'], /^\/ is no file; name a video file\.$/],
  ['two clips', (text) => [text, text], /^One clip at a time, please\. Usage: .*$/],
  ['an unknown option', (text) => [text, '--fps', '3'], /^Unknown option '--fps'\. Usage: .*$/],
  [
    'a rate that is none',
    (text) => [text, '--samples-per-second', 'two'],
    /^--samples-per-second takes a number from 0\.1 to 30, and "two" is none\.$/,
  ],
  [
    'a rate too high',
    (text) => [text, '--samples-per-second', '31'],
    /^--samples-per-second takes .* and "31" is none\.$/,
  ],
  [
    '--html and nothing',
    (text) => [text, '--html'],
    /^Option '--html <value>' argument missing\. Usage: .*$/,
  ],
  [
    '--html and a blank',
    (text) => [text, '--html', ' '],
    /^--html needs a file name after it\..*$/,
  ],
  [
    '--html nowhere',
    (text) => [text, '--html', '/nowhere/a.html'],
    /^--html: the folder \/nowhere is not there to write in\.$/,
  ],
  [
    '--html on the clip',
    (text) => [text, '--html', text],
    /^--html would overwrite the clip .*; name another file\.$/,
  ],
  ['--redact on the clip', (text) => [text, '--redact', text], /^--redact would overwrite .*$/],
  ['--redact on a folder', (text) => [text, '--redact', '/'], /^--redact: \/ is a folder; .*$/],
  [
    '--html and --redact on one file',
    (text) => [text, '--html', `${text}.out`, '--redact', `${text}.out`],
    /^--html and --redact name the same file; name two\.$/,
  ],
  [
    '--models and nothing',
    (text) => [text, '--models', 'a.json,'],
    /^--models needs a file name after it\..*$/,
  ],
  [
    '--json with a value',
    (text) => [text, '--json=yes'],
    /^Option '--json' does not take an argument\. Usage.*$/,
  ],
];

describe('what the command says of wrong input', () => {
  test.each(wrongInputs)(
    '%s: one sentence, before anything is decoded',
    async (_, argsFor, sentence) => {
      const text = join(place.folder, 'text.mp4');
      await writeFile(text, 'no video');
      const refuse = async (): Promise<void> => checkPlaces(readArguments(argsFor(text)));
      const failure = await refuse().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Complaint);
      expect((failure as Complaint).message).toMatch(sentence);
      expect(await readFile(text, 'utf8')).toBe('no video');
    },
  );

  test.each([
    ['an absent clip', ['/nowhere/a.mp4'], /^There is no file at \/nowhere\/a\.mp4\.\n$/],
    ['no video', ['text.mp4'], /^text\.mp4: Nothing could be decoded as video\.\n$/],
    [
      'no manifest',
      ['text.mp4', '--models', '/nowhere/m.json'],
      /^[^\n]*\/nowhere\/m\.json[^\n]*\n$/,
    ],
  ])(
    '%s: one sentence on stderr, nothing on stdout, and exit code 1',
    async (_, args, sentence) => {
      await writeFile(join(place.folder, 'text.mp4'), 'no video');
      const { code, out, err } = await analyze(args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(sentence);
    },
    30_000,
  );

  test('an ffmpeg that is not there: what to do', async () => {
    const { code, err } = await analyze([porch], '/nowhere/ffmpeg');
    expect(code).toBe(1);
    expect(err).toMatch(/^ffmpeg could not be started; .*build\.ts\.\n$/);
  }, 30_000);
});
