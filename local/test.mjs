/**
 * `npm test [-- jest arguments]` in a fresh clone: installs what is missing, builds the ffmpeg
 * layer, runs every level of jest and ends with its exit code.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWith, prepare } from './prepare.mjs';

const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a node program in the foreground; resolves to its exit code. */
function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: 'inherit' });
    // The terminal sends SIGINT to the child as well; a plain kill reaches only this process.
    const forward = (signal) => child.kill(signal);
    const ignore = () => undefined;
    process.on('SIGTERM', forward);
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', ignore);
      resolve(signal ? 1 : code);
    });
  });
}

async function main() {
  const { pythonPath } = await prepare();
  const layer = join('layers', 'ffmpeg', 'build.ts');
  if (existsSync(join(projectFolder, layer))) {
    const built = await runNode(['--import', 'tsx', layer, '--python', pythonPath]);
    if (built !== 0) return built;
  }
  return runNode([
    // Native ESM in jest: https://jestjs.io/docs/ecmascript-modules
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join('node_modules', 'jest', 'bin', 'jest.js'),
    '--maxWorkers=2',
    // Five seconds, jest's own limit, is too near for real work on a machine that has other work.
    '--testTimeout=30000',
    ...process.argv.slice(2),
  ]);
}

main().then((code) => {
  process.exitCode = code;
}, endWith);
