import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import type { LastingFailureCode } from '../../domain/inference/failures.ts';
import type { AnalysisAnswer } from '../../domain/inference/ports.ts';
import type { WorkflowAnswer } from '../../domain/review/ports.ts';

/** What a waiting step is told. */
export type TaskResult =
  | {
      readonly status: 'succeeded';
      readonly output: AnalysisSummary | Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly status: 'failed'; readonly code: LastingFailureCode };

/** Task tokens of waiting steps: each is answered once, or taken back. */
export interface MemoryTaskTokens {
  /** A new token; `settle` is called with its one answer. */
  issue(settle: (result: TaskResult) => void): string;
  /** Takes a token back, as a timeout does: answers find it gone. */
  revoke(token: string): void;
  readonly workflow: WorkflowAnswer;
  readonly analysis: AnalysisAnswer;
}

/** No token is waiting at first. */
export const createMemoryTaskTokens = (): MemoryTaskTokens => {
  const waiting = new Map<string, (result: TaskResult) => void>();
  let issued = 0;
  const answer = (token: string, result: TaskResult): 'answered' | 'gone' => {
    const settle = waiting.get(token);
    if (settle === undefined) return 'gone';
    waiting.delete(token);
    settle(result);
    return 'answered';
  };
  return {
    issue(settle) {
      issued += 1;
      const token = `token-${issued}`;
      waiting.set(token, settle);
      return token;
    },
    revoke(token) {
      waiting.delete(token);
    },
    workflow: {
      succeed: async (token, output) => answer(token, { status: 'succeeded', output }),
    },
    analysis: {
      async succeed(token, output) {
        answer(token, { status: 'succeeded', output });
      },
      async fail(token, code) {
        answer(token, { status: 'failed', code });
      },
      heartbeat: async (token) => (waiting.has(token) ? 'alive' : 'gone'),
    },
  };
};
