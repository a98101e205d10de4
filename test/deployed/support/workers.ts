import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionContract } from '../../../core/contracts/functions/function-contract.ts';
import { functionName } from '../../../core/contracts/layout/names.ts';
import { localDeployment } from '../../../local/cloud/local-cloud.ts';
import { stateFolder } from './places.ts';

/** The emulator's process, as it tells whoever wants to use its state. */
const emulatorPid = async (): Promise<number> => {
  const inUse = JSON.parse(await readFile(join(stateFolder, 'in-use.json'), 'utf8')) as object;
  const pid = 'pid' in inUse ? Number(inUse.pid) : 0;
  if (!(pid > 1)) throw new Error('The emulator does not say which process it is');
  return pid;
};

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const processes = async (): Promise<readonly Process[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
};

/**
 * Kills the processes in which the emulator runs these functions, whatever they are doing, as a
 * lost machine would. Only children of our own emulator. Returns how many there were.
 */
export const killWorkers = async (
  contracts: readonly Pick<FunctionContract, 'stage' | 'name'>[],
): Promise<number> => {
  const emulator = await emulatorPid();
  const names = contracts.map((contract) => functionName(localDeployment, contract));
  const found = (await processes()).filter(
    ({ parent, command }) => parent === emulator && names.some((name) => command.includes(name)),
  );
  return found.filter(({ pid }) => kill(pid)).length;
};

const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself a moment ago.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};
