import { isProblem, type ApiClient } from '../../api-client.ts';
import { retrying } from './backoff.ts';
import type { Pace } from './ports.ts';

/** What an upload asks of the service, besides its grant. */
export type UploadApi = Pick<
  ApiClient,
  'signParts' | 'listParts' | 'completeUpload' | 'getClip' | 'abandonUpload'
>;

/** No answer, or one that says nothing about what was asked. */
const passes = (error: unknown): boolean =>
  isProblem(error, 'unreachable', 'internal-error') ||
  (isProblem(error, 'unexpected-answer') && (error.status >= 500 || error.status === 429));

/**
 * The same calls, each tried again while its fault may pass. All of them leave what one call
 * leaves, however often they are repeated.
 */
export const patientApi = (
  api: UploadApi,
  pace: Pace,
  signal: AbortSignal | undefined,
): UploadApi => {
  const patient = <Input, Answer>(call: (input: Input, options: object) => Promise<Answer>) => {
    const again = (input: Input): Promise<Answer> =>
      retrying(() => call(input, { signal }), { pace, signal, passes });
    return again;
  };
  return {
    signParts: patient(api.signParts),
    listParts: patient(api.listParts),
    completeUpload: patient(api.completeUpload),
    getClip: patient(api.getClip),
    abandonUpload: patient(api.abandonUpload),
  };
};
