import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRule, Fn, Stack } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { projectFolder } from './bundles.ts';

const builtFolder = join(projectFolder, '.local', 'layers', 'ffmpeg');
/** Something small to put the templates together with, where nobody has built the layer. */
const placeholderFolder = join(projectFolder, 'layers', 'ffmpeg');

/** Where Lambda mounts the executable. */
export const ffmpegInLayer = '/opt/bin/ffmpeg';

/**
 * The ffmpeg layer as `layers/ffmpeg/build.ts` lays it out. Templates can be read and checked
 * without it; deploying without it is refused by CloudFormation before anything is made, because
 * an analyzer without a decoder would refer every clip to a person.
 */
export class FfmpegLayer extends Construct {
  readonly version: LayerVersion;

  constructor(scope: Construct) {
    super(scope, 'FfmpegLayer');
    const isBuilt =
      !Stack.of(this).bundlingRequired || isLinuxX64(join(builtFolder, 'bin', 'ffmpeg'));
    this.version = new LayerVersion(this, 'Version', {
      code: Code.fromAsset(isBuilt && existsSync(builtFolder) ? builtFolder : placeholderFolder),
      compatibleArchitectures: [Architecture.X86_64],
      description: 'ffmpeg, a static executable; see layers/ffmpeg/README.md',
      license: 'GPL-3.0-or-later',
    });
    if (!isBuilt) {
      new CfnRule(this, 'MustBeBuilt', {
        assertions: [
          {
            assert: Fn.conditionEquals('built', 'missing'),
            assertDescription:
              'There is no ffmpeg for Lambda. Build it, then deploy again: ' +
              'npx tsx layers/ffmpeg/build.ts --platform linux-x64',
          },
        ],
      });
    }
  }
}

/**
 * Whether Lambda's x86-64 can run a file, by its first 20 bytes: the mark of ELF, 64 bits (2), and
 * machine 62, the low byte first.
 */
export const isLinuxX64 = (path: string): boolean => {
  if (!existsSync(path)) return false;
  const head = new Uint8Array(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  const [mark, e, l, f, bits] = head;
  return mark === 0x7f && e === 0x45 && l === 0x4c && f === 0x46 && bits === 2 && head[18] === 62;
};
