import type { Deployment } from './deployment.ts';
import { lambdaInference } from './inference.ts';

/** What people's footage and money live in. */
export const prod: Deployment = {
  name: 'prod',
  data: 'keep',
  logRetentionDays: 90,
  webOrigins: [],
  passwordSignIn: false,
  apiCallsPerSecond: 200,
  apiCallsBurst: 400,
  maxConsumers: {
    uploads: 50,
    // Each makes its share of Rekognition's calls, which are 5 a second in most regions.
    analysis: 5,
    // One writer is enough and 2 the least that AWS takes; more would only contend.
    leaves: 2,
  },
  // Six timeouts, so that a throttled function finds its message still hidden from others.
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  redeliverAfterSeconds: (functionTimeoutSeconds) => 6 * functionTimeoutSeconds,
  ffmpeg: { from: 'layer' },
  // The longest life of an upload URL that the design allows.
  uploadUrlSeconds: 900,
  clockSkewSeconds: 300,
  maxOpenGrants: 5,
  sweepAfterSeconds: 300,
  waitingPlaceSeconds: 1_800,
  // Stands in what people agree to: whoever deploys this puts their own name here.
  operatorName: 'ClipLedger Example Operator',
  operatorContact: 'https://clipledger.example/privacy',
  evidenceOrigin: 'clipledger.example/prod',
  rekognitionOptOutAttested: false,
  rekognitionCallsPerSecond: 5,
  inference: lambdaInference,
  modelManifests: [],
  rekognitionFaces: false,
  samplesPerSecond: 2,
  looksPerSecond: 8,
};
