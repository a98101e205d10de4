/** Jest calls it once after the last deployed test, also when tests failed. */
export default async function stopCloud() {
  await globalThis.cloudForTests?.stop();
}
