// ONNX Runtime shall tell its maker nothing of tests either. Here, because what a test writes into
// its own `process.env` never reaches native code.
process.env.ORT_DISABLE_TELEMETRY = '1';

/**
 * One project a level (docs/architecture.md, "Tests"). Native ESM, compiled by esbuild.
 * @type {import('jest').Config}
 */
const level = (displayName, extra = {}) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  setupFiles: ['<rootDir>/test/support/jest-environment.js'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/jest-transform.js' },
  clearMocks: true,
  ...extra,
});

export default {
  projects: [
    ...['unit', 'functional', 'contract', 'infra', 'simulation'].map((name) => level(name)),
    level('deployed', {
      // One local cloud for all files of the level.
      globalSetup: '<rootDir>/test/deployed/support/start-cloud.js',
      globalTeardown: '<rootDir>/test/deployed/support/stop-cloud.js',
    }),
  ],
};
