import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { buildOnnxRuntimeLayer, RuntimeLayerNotBuilt } from '../../../layers/onnxruntime/build.ts';
import { constantModel, manifestFor } from '../../support/onnx/constant-models.ts';
import { runtimeFolder } from '../../support/onnx/runtime-folder.ts';
import { repository } from './ffmpeg-for-tests.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipledger-layer-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** The layer is for Linux on x86-64; elsewhere the installed package stands in for it. */
const canRunLayer = process.platform === 'linux' && process.arch === 'x64';

interface Pin {
  readonly source: { readonly version: string };
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}
const readPin = async (): Promise<Pin> =>
  JSON.parse(await readFile(join(repository, 'layers/onnxruntime/layer.json'), 'utf8')) as Pin;

describe('building the ONNX Runtime layer', () => {
  test('the pinned version is the installed one', async () => {
    const installed = JSON.parse(await readFile(join(runtimeFolder, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await readPin()).source.version).toBe(installed.version);
  });

  test('lays out one platform only, mends what is damaged, leaves what is sound', async () => {
    const to = join(folder, 'layer');
    const first = await buildOnnxRuntimeLayer({ to });
    expect(first).toMatchObject({ folder: to, rebuilt: true });
    // Lambda takes 250 MB for a function and all its layers; the whole package has 288.
    expect(first.bytes).toBeLessThan(50e6);
    const library = join(first.runtimeFolder, 'bin/napi-v6/linux/x64/libonnxruntime.so.1');
    expect((await stat(library)).size).toBeGreaterThan(40e6);
    expect(await readdir(join(first.runtimeFolder, 'bin/napi-v6'))).toEqual(['linux']);
    expect(await buildOnnxRuntimeLayer({ to })).toMatchObject({ rebuilt: false });
    await writeFile(library, 'damaged');
    expect(await buildOnnxRuntimeLayer({ to })).toMatchObject({ rebuilt: true });
    await writeFile(join(first.runtimeFolder, 'stranger.js'), '');
    expect(await buildOnnxRuntimeLayer({ to })).toMatchObject({ rebuilt: true });
    expect(await readdir(first.runtimeFolder)).not.toContain('stranger.js');
  });

  test('refuses files that are not the pinned ones, and leaves nothing', async () => {
    const from = join(folder, 'node_modules');
    for (const { path } of (await readPin()).files.filter((each) => !each.path.includes('/bin/'))) {
      await mkdir(join(from, path, '..'), { recursive: true });
      await cp(join(repository, 'node_modules', path), join(from, path));
    }
    const to = join(folder, 'refused');
    await expect(buildOnnxRuntimeLayer({ from, to })).rejects.toThrow(RuntimeLayerNotBuilt);
    await expect(stat(to)).rejects.toThrow('ENOENT');
  });
});

describe('a bundle that uses models', () => {
  test('holds nothing of ONNX Runtime and finds it in the layer', async () => {
    const bundle = join(folder, 'index.mjs');
    await build({
      entryPoints: [join(repository, 'inference/models/load-detectors.ts')],
      ...{ outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node20' },
      ...{ mainFields: ['module', 'main'], logLevel: 'error' },
      banner: {
        js: [
          "import { createRequire as __createRequire } from 'node:module';",
          'const require = __createRequire(import.meta.url);',
        ].join('\n'),
      },
    });
    expect(await readFile(bundle, 'utf8')).not.toMatch(/onnxruntime-common|onnxruntime_binding/);

    const model = constantModel([{ name: 'out', dims: [2], values: [0.25, 0.75] }]);
    const manifest = manifestFor(model, { kind: 'classifier', activation: 'none' });
    await writeFile(join(folder, manifest.uri), model);
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const layer = await buildOnnxRuntimeLayer({ to: join(folder, 'layer') });
    const settings = {
      modelManifests: join(folder, 'manifest.json'),
      cacheFolder: folder,
      runtimeFolder: canRunLayer ? layer.runtimeFolder : runtimeFolder,
      providers: { preferred: ['cpu'] },
    };
    const program = `
      import { openDetectors } from ${JSON.stringify(bundle)};
      const loaded = () => process.report.getReport().sharedObjects
        .filter((path) => path.includes('onnxruntime')).length;
      const settings = ${JSON.stringify(settings)};
      const none = await openDetectors({ ...settings, modelManifests: '' });
      const before = loaded();
      const [detector] = await openDetectors(settings);
      const picture = { width: 2, height: 2, i420: new Uint8Array(6) };
      const [[first]] = await detector.detect([picture]);
      console.log(JSON.stringify({ none, before, after: loaded() > 0, label: first.label }));`;
    await writeFile(join(folder, 'program.mjs'), program);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')], {
      cwd: folder,
      env: {},
    });
    expect(JSON.parse(stdout)).toEqual({ none: [], before: 0, after: true, label: 'parcel' });
  });
});
