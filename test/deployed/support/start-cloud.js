import { tsImport } from 'tsx/esm/api';

/** Jest calls it once before the first deployed test. Plain JavaScript, which it loads as it is. */
export default async function startCloud() {
  const { openCloudForTests } = await tsImport('./cloud-for-tests.ts', import.meta.url);
  globalThis.cloudForTests = await openCloudForTests();
}
