import { rm } from 'node:fs/promises';
import { openLocalCloud } from '../../../local/cloud/local-cloud.ts';
import { resetEmulator } from '../../../local/emulator/emulator.ts';
import { signInEveryone } from '../../../local/life/people.ts';
import { prepare } from '../../../local/prepare.mjs';
import { connectionFile, stateFolder } from './places.ts';

/**
 * Every class falls due a second after its trigger, for the whole run: test files share the
 * schedule, so none of them may set it for itself.
 */
const shortened = ['accepted-clip', 'rejected-clip', 'refused-upload', 'unused-grant'] as const;
const retentionSeconds = 1;

/**
 * One local cloud for all deployed tests. It starts empty: what a former run left, whole or half,
 * must neither fail an audit nor pass it.
 */
export const openCloudForTests = async (): Promise<{ stop(): Promise<void> }> => {
  const { pythonPath } = await prepare();
  await resetEmulator(stateFolder);
  const cloud = await openLocalCloud({ stateFolder, connectionFile, pythonPath });
  const stop = async (): Promise<void> => {
    await cloud.stop();
    await rm(connectionFile, { force: true });
  };
  try {
    const { compliance } = await signInEveryone(cloud);
    for (const recordClass of shortened) {
      const body = { retentionSeconds, legalBasis: 'Tests: to be watched leaving.' };
      await compliance.putRetentionRule({ recordClass, body });
    }
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
