import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.ts';

/** `npm run generate` writes what contracts give; `--check` only says what is out of step. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

const current = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const changed: string[] = [];
const checks = process.argv.includes('--check');
for (const [path, text] of await generatedFiles(root)) {
  if ((await current(path)) === text) continue;
  changed.push(path);
  if (checks) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
if (checks && changed.length > 0) {
  console.error(`Out of step with the contracts, run "npm run generate":\n${changed.join('\n')}`);
  process.exitCode = 1;
} else {
  for (const path of changed) console.log(`wrote ${path}`);
}
