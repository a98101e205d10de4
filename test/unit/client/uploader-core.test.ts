import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { backoffMilliseconds, retrying } from '../../../client/uploader/core/backoff.ts';
import { createPauseGate } from '../../../client/uploader/core/pause-gate.ts';
import { stateFolderOf } from '../../../client/cli/state-folder.ts';

describe('the uploader’s core', () => {
  it('runs in a browser: it knows nothing of Node', async () => {
    const core = new URL('../../../client/uploader/core/give-file.ts', import.meta.url);
    const { outputFiles, errors } = await build({
      entryPoints: [fileURLToPath(core)],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    expect(errors).toEqual([]);
    const [code] = outputFiles;
    expect(code?.text).not.toMatch(/\b(process|Buffer|require)\b\s*[.(]/);
  });
});

describe('waiting between attempts', () => {
  it('doubles from half a second to eight, of which chance takes up to a half', () => {
    const attempts = [1, 2, 3, 4, 5, 6, 60];
    expect(attempts.map((attempt) => backoffMilliseconds(attempt, 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ]);
    expect(attempts.map((attempt) => backoffMilliseconds(attempt, 0))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]);
  });

  it('ends with the last fault, and at once with one that does not pass', async () => {
    const pauses: number[] = [];
    const pace = {
      nowMilliseconds: () => 0,
      pause: async (milliseconds: number) => void pauses.push(milliseconds),
      random: () => 1,
    };
    let calls = 0;
    const call = async (): Promise<never> => {
      calls += 1;
      throw new Error(`fault ${calls}`);
    };
    await expect(retrying(call, { pace, passes: () => true })).rejects.toThrow('fault 5');
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
    await expect(retrying(call, { pace, passes: () => false })).rejects.toThrow('fault 6');
  });
});

describe('a pause', () => {
  it('holds whoever comes until it is over', async () => {
    const gate = createPauseGate();
    await gate.opened(undefined);
    gate.pause();
    const passed: string[] = [];
    const coming = gate.opened(undefined).then(() => passed.push('through'));
    await Promise.resolve();
    expect(passed).toEqual([]);
    gate.resume();
    await coming;
    expect(passed).toEqual(['through']);
    expect(gate.isPaused).toBe(false);
    expect(gate.closing.aborted).toBe(false);
  });

  it('does not hold who has stopped', async () => {
    const gate = createPauseGate();
    gate.pause();
    const controller = new AbortController();
    const coming = gate.opened(controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(coming).rejects.toThrow('Ctrl-C');
  });
});

describe('the folder of what is remembered', () => {
  it.each([
    [{ XDG_STATE_HOME: '/state' }, 'linux', '/state/clipledger'],
    [{ XDG_STATE_HOME: 'state' }, 'linux', '/me/.local/state/clipledger'],
    [{}, 'linux', '/me/.local/state/clipledger'],
    [{}, 'freebsd', '/me/.local/state/clipledger'],
    [{}, 'darwin', '/me/Library/Application Support/clipledger'],
    [{ LOCALAPPDATA: '/local' }, 'win32', '/local/clipledger'],
  ])('follows the rules of the house: %j on %s', (environment, platform, folder) => {
    expect(stateFolderOf(environment, { platform, home: '/me' })).toBe(folder);
  });
});
