/** Names of the metrics that alarms and dashboards read. Units are CloudWatch's. */
export const metricNamespace = 'ClipLedger';

/** Every metric that code emits. Dimensions: the function's name only; no ids. */
export const metricNames = {
  uploadsValidated: 'UploadsValidated',
  uploadsRefused: 'UploadsRefused',
  validationBytesRead: 'ValidationBytesRead',
  validationReads: 'ValidationReads',
  grantsExpired: 'GrantsExpired',
  uploadsResent: 'UploadsResent',
  clipsAwarded: 'ClipsAwarded',
  clipsEscalated: 'ClipsEscalated',
  clipsErased: 'ClipsErased',
  clipsStillPresent: 'ClipsStillPresent',
  erasuresOverdue: 'ErasuresOverdue',
  leavesRefused: 'LeavesRefused',
} as const;
