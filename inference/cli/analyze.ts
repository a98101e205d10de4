import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LastingFailure } from '../../core/domain/inference/failures.ts';
import { FfmpegFailed } from '../hosts/ffmpeg-child.ts';
import { ModelProblem } from '../manifest/model-problems.ts';
import { reportPage } from '../report/report-page.ts';
import { readArguments, type AnalyzeRequest } from './arguments.ts';
import { checkPlaces } from './check-places.ts';
import { Complaint } from './complaint.ts';
import { openProgressBar } from './progress-bar.ts';
import { runAnalysis, type ExplainedAnalysis } from './run-analysis.ts';

/** Where ffmpeg is: named by the environment, or laid out by `layers/ffmpeg/build.ts`. */
const ffmpegPathOf = (environment: NodeJS.ProcessEnv): string =>
  environment['FFMPEG_PATH'] ??
  fileURLToPath(new URL('../../.local/layers/ffmpeg/bin/ffmpeg', import.meta.url));

/** What is wrong, in one sentence; undefined where the error is none of the caller's making. */
const sentenceOf = (error: unknown, path: string | undefined): string | undefined => {
  if (error instanceof Complaint || error instanceof ModelProblem) return error.message;
  if (error instanceof LastingFailure) return `${path ?? 'The file'}: ${error.message}`;
  if (error instanceof FfmpegFailed && error.blames === 'host') {
    return `${error.message}; set FFMPEG_PATH or run npx tsx layers/ffmpeg/build.ts.`;
  }
  return undefined;
};

const explain = async (request: AnalyzeRequest): Promise<ExplainedAnalysis> => {
  const progress = openProgressBar(process.stderr);
  try {
    return await runAnalysis(request, { ffmpegPath: ffmpegPathOf(process.env), progress });
  } finally {
    progress.end();
  }
};

const main = async (args: readonly string[]): Promise<void> => {
  let path: string | undefined;
  try {
    const request = readArguments(args);
    path = request.path;
    await checkPlaces(request);
    const explained = await explain(request);
    if (request.htmlPath !== undefined) {
      const page = reportPage({ name: basename(path), ...explained });
      await writeFile(request.htmlPath, page);
    }
    if (request.printsJson) {
      process.stdout.write(`${JSON.stringify(explained.analysis, null, 2)}\n`);
    }
  } catch (error) {
    const sentence = sentenceOf(error, path);
    if (sentence === undefined) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
};

await main(process.argv.slice(2));
