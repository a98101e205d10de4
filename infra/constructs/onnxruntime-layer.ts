import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRule, Fn, Stack } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { projectFolder } from './bundles.ts';

const builtFolder = join(projectFolder, '.local', 'layers', 'onnxruntime');
/** Something small to put the templates together with, where nobody has built the layer. */
const placeholderFolder = join(projectFolder, 'layers', 'onnxruntime');
const packageInLayer = join('nodejs', 'node_modules', 'onnxruntime-node');

/** Where Lambda mounts the package: the analyzer's `onnxRuntimeFolder`. */
export const onnxRuntimeInLayer = '/opt/nodejs/node_modules/onnxruntime-node';

/**
 * The ONNX Runtime layer as `layers/onnxruntime/build.ts` lays it out: only for deployments that
 * name models. Templates can be read and checked without it; deploying without it is refused by
 * CloudFormation before anything is made.
 */
export class OnnxRuntimeLayer extends Construct {
  readonly version: LayerVersion;

  constructor(scope: Construct) {
    super(scope, 'OnnxRuntimeLayer');
    // The build lays out whole layers of files for Linux on x86-64, or none.
    const isBuilt =
      !Stack.of(this).bundlingRequired || existsSync(join(builtFolder, packageInLayer));
    this.version = new LayerVersion(this, 'Version', {
      code: Code.fromAsset(isBuilt && existsSync(builtFolder) ? builtFolder : placeholderFolder),
      compatibleArchitectures: [Architecture.X86_64],
      description: 'ONNX Runtime for Node; see layers/onnxruntime/README.md',
      license: 'MIT',
    });
    if (!isBuilt) {
      new CfnRule(this, 'MustBeBuilt', {
        assertions: [
          {
            assert: Fn.conditionEquals('built', 'missing'),
            assertDescription:
              'There is no ONNX Runtime for Lambda. Build it, then deploy again: ' +
              'npx tsx layers/onnxruntime/build.ts',
          },
        ],
      });
    }
  }
}
