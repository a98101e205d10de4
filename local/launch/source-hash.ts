import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a synthesized app is made of. Documents, tests and the local programs are not. */
const sources = [
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
  'core',
  'functions',
  'inference',
  'infra',
  'layers',
];

/**
 * One hash of every source file of the deployment and of what it is synthesized with.
 * @param projectFolder absolute path
 * @param settings context and environment, which change the templates as the code does
 * @returns 64 hexadecimal digits
 */
export function hashSources(projectFolder: string, settings: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const source of sources) {
    for (const file of filesBelow(projectFolder, source)) {
      const content = readFileSync(join(projectFolder, file));
      hash.update(`\0${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Relative paths of the files at or below `path`, in one order on every machine. */
function filesBelow(root: string, path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(root.length + 1), entry.name))
    .filter((file) => !file.split('/').includes('node_modules'))
    .sort();
}
