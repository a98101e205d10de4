import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { settleClip, validateUpload } from '../core/contracts/functions/index.ts';
import type { FunctionContract } from '../core/contracts/functions/function-contract.ts';
import { functionName, workflowName } from '../core/contracts/layout/names.ts';
import {
  localDeployment,
  openLocalCloud,
  projectFolder,
  sdkOptions,
  type LocalCloud,
} from '../local/cloud/local-cloud.ts';
import { localAccount, localRegion, resetEmulator } from '../local/emulator/emulator.ts';
import { liveLife, type Life } from '../local/life/life.ts';
import { signInEveryone } from '../local/life/people.ts';
import { joinProgram, withShortRetention } from '../local/life/program.ts';
import { startStopwatch, until, type Step } from '../local/life/steps.ts';
import { prepare } from '../local/prepare.mjs';
import { drawPorchScene } from '../local/scene/porch-scene.ts';
import { atMost, told, type Row } from './frame.ts';

const stateFolder = join(projectFolder, '.local', 'bench-cloud');

/**
 * One life on a fresh local cloud: the seconds of each step, what the workflow would be billed,
 * what the award wrote and what the validation read. Seconds are this machine's and the
 * emulator's; counts are AWS's.
 */
export const benchLife = async (): Promise<readonly Row[]> => {
  const { pythonPath } = await prepare();
  await resetEmulator(stateFolder);
  const silent = { began: () => undefined, ended: () => undefined };
  const watch = startStopwatch(silent);
  const cloud = await watch.step(
    'local cloud ready',
    () => openLocalCloud({ stateFolder, pythonPath }),
    () => '',
  );
  try {
    const people = await signInEveryone(cloud);
    const setting = await joinProgram(cloud, people, watch);
    const seed = randomInt(2 ** 31);
    const path = join(projectFolder, '.local', 'clips', `bench-${seed}.mp4`);
    await drawPorchScene({ ffmpegPath: cloud.ffmpegPath, outputPath: path, seed });
    const life = await withShortRetention(people, () =>
      liveLife({ path, scenario: 'staged' }, setting, startStopwatch(silent)),
    );
    return [...secondsOf([...watch.steps, ...life.steps]), ...(await countsOf(life, cloud))];
  } finally {
    await cloud.stop();
  }
};

const secondsOf = (steps: readonly Step[]): readonly Row[] =>
  steps.map(({ step, seconds }) => told(step.toLowerCase(), seconds, 's'));

const countsOf = async (life: Life, cloud: LocalCloud): Promise<readonly Row[]> => {
  const validated = await logged(validateUpload, 'upload validated', cloud);
  const awarded = await logged(settleClip, 'award written', cloud);
  const settled = life.ending === 'awarded' ? 1 : 0;
  return [
    atMost('billed workflow transitions', await transitionsOf(life, cloud), 6, 'transitions'),
    atMost('award write units', figure(awarded, 'writeUnits'), 8, 'WCU'),
    atMost('validation ranged reads', figure(validated, 'reads'), 2, 'reads'),
    told('validation bytes read', figure(validated, 'bytesRead'), 'B'),
    atMost('clips not awarded', 1 - settled, 0, 'clips'),
    atMost('versions left after the erasure', life.leftInBuckets, 0, 'versions'),
  ];
};

const startAndEnd = 2;

/**
 * Standard workflows are billed by transitions: into each state, retries included. The start and
 * the end are counted as well, as the price page's examples do; that is the dearer reading.
 */
const transitionsOf = async (life: Life, cloud: LocalCloud): Promise<number> => {
  const stepFunctions = new SFNClient(sdkOptions(cloud.connection.endpointUrl));
  const executionArn = [
    'arn:aws:states',
    localRegion,
    localAccount,
    'execution',
    workflowName(localDeployment, 'clip'),
    life.clipId,
  ].join(':');
  const events = await until('the execution’s end', async () => {
    const told = await stepFunctions.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }),
    );
    const ended = told.events?.some(({ type }) => type === 'ExecutionSucceeded');
    return ended === true ? told.events : undefined;
  });
  const retries = events.filter(({ type }) => type === 'TaskFailed' || type === 'TaskTimedOut');
  const entered = events.filter(({ type }) => type?.endsWith('StateEntered'));
  return entered.length + retries.length + startAndEnd;
};

/** The fields of the newest log line of a function with this message. */
const logged = async (
  contract: Pick<FunctionContract, 'stage' | 'name'>,
  message: string,
  { connection }: LocalCloud,
): Promise<Readonly<Record<string, unknown>>> => {
  const logs = new CloudWatchLogsClient(sdkOptions(connection.endpointUrl));
  const logGroupName = `/aws/lambda/${functionName(localDeployment, contract)}`;
  return until(`“${message}” in ${logGroupName}`, async () => {
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const lines = (events ?? []).flatMap(({ message: text }) => (text ?? '').split('\n'));
    return lines.map(lineFields).findLast((fields) => fields['message'] === message);
  });
};

const lineFields = (line: string): Readonly<Record<string, unknown>> => {
  if (!line.startsWith('{')) return {};
  return z.record(z.string(), z.unknown()).parse(JSON.parse(line));
};

const figure = (fields: Readonly<Record<string, unknown>>, name: string): number =>
  z.number().parse(fields[name]);
