import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** All of the tests' own local cloud, logs included: nothing of the one that `npm start` keeps. */
const cloudFolder = join(repository, '.local', 'test-cloud');

/** Its state. */
export const stateFolder = join(cloudFolder, 'state');

/** Where the tests find it while it runs. */
export const connectionFile = join(cloudFolder, 'connection.json');
