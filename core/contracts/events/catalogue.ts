import type * as z from 'zod';
import {
  analysisJob,
  clipWorkflowInput,
  decisionRequest,
  settleRequest,
} from '../workflows/clip-workflow.ts';
import { bucketRequest } from '../workflows/expiry-workflow.ts';
import { analysisDocument } from './analysis.ts';
import { leafMessage } from './leaf-recorded.ts';

/** Something that one part of the product writes and another reads, outside HTTP and tables. */
export interface EventContract {
  /** Folder below `events/`. */
  readonly name: string;
  /** A change that an older reader would misread is a new version, in a folder beside the old. */
  readonly version: 1 | 2;
  readonly title: string;
  readonly travels: string;
  readonly shape: z.ZodType;
}

/** The wire catalogue, in the order of the flow. */
export const eventCatalogue: readonly EventContract[] = [
  {
    name: 'clip-workflow-input',
    version: 1,
    title: 'Input of the clip workflow',
    travels: 'from intake to Step Functions, once a clip',
    shape: clipWorkflowInput,
  },
  {
    name: 'analysis-job',
    version: 1,
    title: 'Job for the analyzer',
    travels: 'from the clip workflow over the analysis queue; the task token is a bearer secret',
    shape: analysisJob,
  },
  {
    name: 'analysis',
    version: 2,
    title: 'Analysis of a clip',
    travels: 'from the analyzer into the derived bucket',
    shape: analysisDocument,
  },
  {
    name: 'decision-request',
    version: 1,
    title: 'Request for a decision',
    travels: 'from the clip workflow to its function',
    shape: decisionRequest,
  },
  {
    name: 'settle-request',
    version: 1,
    title: 'Request to settle a decided clip',
    travels: 'from the clip workflow to its function',
    shape: settleRequest,
  },
  {
    name: 'bucket-request',
    version: 1,
    title: 'One due bucket',
    travels: 'between the steps of the expiry workflow',
    shape: bucketRequest,
  },
  {
    name: 'leaf-message',
    version: 1,
    title: 'Leaf for the evidence log',
    travels: 'from the tables’ streams over the leaf queue',
    shape: leafMessage,
  },
];
