import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { clipStates, mayMove } from '../../core/domain/intake/clip.ts';

/** What the documents say of the code is compared with the code. */

/** Without the generated tables, whose names of functions look like paths. */
const read = (file: string): string =>
  readFileSync(file, 'utf8').replace(/<!-- generated:[\s\S]*?<!-- \/generated -->/g, '');

/** Paths of our own in backticks: `core/…`, `infra/…`, with a file ending or a final slash. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:[a-z.-]+\/)+[a-z0-9.-]*)`/g)].flatMap(([, path]) => path ?? []);

const documents = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documents', () => {
  it.each(documents)('%s names only files and folders that exist', (file) => {
    const ours = pathsIn(read(file)).filter((path) => existsSync(path.split('/')[0] ?? ''));
    expect(ours.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('architecture.md walks the path of a clip through more than fifty files', () => {
    const walk = read('docs/architecture.md').split('## The path of one clip')[1] ?? '';
    expect(new Set(pathsIn(walk)).size).toBeGreaterThan(50);
  });

  it('lifecycle.md draws exactly the moves that the code allows', () => {
    const drawn = [...read('docs/lifecycle.md').matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(
      ([, from, to]) => `${from} ${to}`.replaceAll('_', '-'),
    );
    const allowed = clipStates.flatMap((from) =>
      clipStates.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`),
    );
    expect(drawn.toSorted()).toEqual(allowed.toSorted());
  });

  it('the README only names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read('README.md').matchAll(/npm (?:run (?:--silent )?)?([a-z:]+)/g)]
      .flatMap(([, name]) => name ?? [])
      .filter((name) => !['ci', 'install', 'i'].includes(name));
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
