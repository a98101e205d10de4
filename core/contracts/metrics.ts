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
  uploadsJoined: 'UploadsJoined',
  uploadsKept: 'UploadsKept',
  clipsAwarded: 'ClipsAwarded',
  clipsEscalated: 'ClipsEscalated',
  /** Seconds since the oldest consent ended whose clips have not all followed; 0 without one. */
  openWithdrawalAge: 'OpenWithdrawalAge',
  clipsErased: 'ClipsErased',
  clipsStillPresent: 'ClipsStillPresent',
  erasuresOverdue: 'ErasuresOverdue',
  leavesRefused: 'LeavesRefused',
} as const;
