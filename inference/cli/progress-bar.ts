import cliProgress from 'cli-progress';
import type { AnalysisProgress, AnalysisStage } from '../../core/domain/inference/ports.ts';

/** What the stages are called while one waits for them. */
const stageWords: Readonly<Record<AnalysisStage, string>> = {
  fetch: 'Reading the file',
  watch: 'Watching the clip',
  match: 'Comparing it',
  moderate: 'Moderating it',
  redact: 'Making the redacted copy',
  keep: 'Finishing',
};

const steps = 1_000;

/** A bar that tells how far an analysis is. */
export interface ProgressBar extends AnalysisProgress {
  /** Takes the bar off the screen. */
  end(): void;
}

/** A bar on the given stream where that is a terminal; elsewhere nothing is drawn. */
export const openProgressBar = (stream: NodeJS.WriteStream): ProgressBar => {
  if (!stream.isTTY) return { at() {}, end() {} };
  const bars = new cliProgress.MultiBar({
    ...{ format: '{bar} {percentage} %  {stage}', stream, barsize: 30 },
    ...{ barCompleteChar: '█', barIncompleteChar: '░' },
    ...{ hideCursor: true, clearOnComplete: true, gracefulExit: true },
  });
  const bar = bars.create(steps, 0, { stage: stageWords.fetch });
  return {
    at: (stage, share) => bar.update(Math.round(share * steps), { stage: stageWords[stage] }),
    end: () => bars.stop(),
  };
};
