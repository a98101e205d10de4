import {
  requestDecision,
  type RequestDecisionPorts,
} from '../../../core/domain/review/request-decision.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';

/** The step's answer is not what the workflow waits for: that is the task token's. */
export const askForDecision = async (
  request: { readonly clipId: ClipId; readonly taskToken: string },
  container: RequestDecisionPorts,
): Promise<object> => ({ outcome: await requestDecision(request, container) });
