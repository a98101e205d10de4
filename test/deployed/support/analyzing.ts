import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { functionName } from '../../../core/contracts/layout/names.ts';
import { localDeployment } from '../../../local/cloud/local-cloud.ts';
import { until } from '../../../local/life/steps.ts';
import { stateFolder } from './places.ts';
import { cloud } from './session.ts';

/** Whether the analyzer's function is given what its queue holds. */
const setAnalyzing = async (Enabled: boolean): Promise<void> => {
  const FunctionName = functionName(localDeployment, analyzeClip);
  const { EventSourceMappings } = await cloud.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName }),
  );
  for (const { UUID } of EventSourceMappings ?? []) {
    await cloud.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
};

/** Emptied whenever the tests' cloud starts: a run that was killed holds nothing. */
const lock = join(stateFolder, 'analysis-held');

/** Longer than any file of tests holds it. */
const patience = { timeoutSeconds: 170, everyMilliseconds: 200 };

/** The analysis queue in one's own hands. */
export interface HeldAnalysis {
  /** Gives it back to the function. May be called twice. */
  release(): Promise<void>;
}

/** Keeps the function from the queue, and other files of tests from doing the same meanwhile. */
export const holdAnalysis = async (): Promise<HeldAnalysis> => {
  await until(
    'the analysis queue to be free',
    async () => {
      try {
        await mkdir(lock);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
        throw error;
      }
    },
    patience,
  );
  await setAnalyzing(false);
  let isHeld = true;
  return {
    async release() {
      if (!isHeld) return;
      isHeld = false;
      await setAnalyzing(true);
      await rm(lock, { recursive: true, force: true });
    },
  };
};
