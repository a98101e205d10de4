import type { Deployment } from './deployment.ts';

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
    // Rekognition takes 5 calls a second in most regions: 5 analyzers make one call a second each.
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
  samplesPerSecond: 2,
};
