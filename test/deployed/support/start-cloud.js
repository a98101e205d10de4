import { tsImport } from 'tsx/esm/api';

/** Jest calls it once before the first deployed test. Plain JavaScript, which it loads as it is. */
export default async function startCloud() {
  // As in test/support/jest-environment.js, which jest does not run for this file.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { openCloudForTests } = await tsImport('./cloud-for-tests.ts', import.meta.url);
  globalThis.cloudForTests = await openCloudForTests();
}
