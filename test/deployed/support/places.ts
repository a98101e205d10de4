import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The state of the tests' own local cloud: never the one that `npm start` keeps. */
export const stateFolder = join(repository, '.local', 'test-cloud');

/** Where the tests find it while it runs. */
export const connectionFile = join(repository, '.local', 'test-connection.json');
