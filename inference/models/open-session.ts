import type { InferenceSession } from 'onnxruntime-node';
import type { ExecutionProvider } from '../../core/domain/inference/analysis.ts';
import { titleOf, type ModelManifest } from '../manifest/model-manifest.ts';
import { ModelProblem, ModelUnreadable, ProviderMissing } from '../manifest/model-problems.ts';
import { modelRunner, tryOut, type RunModel } from './run-model.ts';
import type { Runtime } from './runtime.ts';

/** On what models may run. */
export interface ProviderChoice {
  /** The first that works is taken. In a Lambda only `cpu`: there is no other. */
  readonly preferred: readonly ExecutionProvider[];
  /** Nothing else will do: a host that pays for a GPU must not run on its processor unnoticed. */
  readonly required?: ExecutionProvider | undefined;
}

/** A model that runs, and on what. */
export interface RunningModel {
  readonly provider: ExecutionProvider;
  readonly run: RunModel;
}

/** A file of weights and how it is to run. */
export interface SessionOrder {
  readonly runtime: Runtime;
  readonly manifest: ModelManifest;
  readonly path: string;
  readonly providers: ProviderChoice;
  /** Threads of one run. */
  readonly threads: number;
}

const sessionOptions = (
  provider: ExecutionProvider,
  threads: number,
): InferenceSession.SessionOptions => ({
  executionProviders: [provider],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  // Without bounds every session starts a thread for each processor of the machine, also of those
  // that a container or a Lambda may not use.
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
});

const openOn = async (
  { runtime, manifest, path, threads }: SessionOrder,
  provider: ExecutionProvider,
): Promise<RunningModel> => {
  if (!runtime.listSupportedBackends().some(({ name }) => name === provider)) {
    throw new Error('this build of ONNX Runtime has it not');
  }
  const session = await runtime.InferenceSession.create(path, sessionOptions(provider, threads));
  try {
    const run = modelRunner(runtime, session, manifest);
    await tryOut(manifest, run);
    return { provider, run };
  } catch (error) {
    await session.release();
    throw error;
  }
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';

const nothingWorks = (
  { manifest, path, providers }: SessionOrder,
  tried: readonly { readonly provider: ExecutionProvider; readonly reason: string }[],
): ModelProblem => {
  const where = titleOf(manifest);
  const reasons = tried.map(({ provider, reason }) => `${provider} (${reason})`).join('; ');
  // The processor is always there: what it cannot open is no model.
  if (tried.some(({ provider }) => provider === 'cpu')) {
    const what = `ONNX Runtime cannot run ${path}: ${reasons}.`;
    const remedy = 'Check that the file is an ONNX model of an opset that this runtime knows.';
    return new ModelUnreadable({ what, where, remedy });
  }
  const wanted = providers.required === undefined ? 'preferred' : 'required';
  return new ProviderMissing({
    what: `No ${wanted} execution provider works: ${reasons}.`,
    where,
    remedy: 'Install its libraries and drivers on this host, or allow another provider.',
  });
};

/**
 * Opens a model on the first provider that works: one that is listed, loads, takes the model and
 * gives numbers of the right shape. Throws `ProviderMissing`, `ModelUnreadable`, `ModelShapeWrong`.
 */
export const openModel = async (order: SessionOrder): Promise<RunningModel> => {
  const { preferred, required } = order.providers;
  const tried: { provider: ExecutionProvider; reason: string }[] = [];
  for (const provider of required === undefined ? new Set(preferred) : [required]) {
    try {
      return await openOn(order, provider);
    } catch (error) {
      // The same on every provider: trying another would only hide it.
      if (error instanceof ModelProblem) throw error;
      tried.push({ provider, reason: firstLine(error) });
    }
  }
  throw nothingWorks(order, tried);
};
