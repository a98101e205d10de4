/**
 * `npm start`, `npm run demo`, `npm run reset`: installs what is missing, then hands over to
 * local/cli.ts in this same process, so that one Ctrl-C reaches one program once.
 */
import { fileURLToPath } from 'node:url';
import { endWith, prepare } from './prepare.mjs';

// Node 20 is what may be there; functions run on Node 24 in AWS. The SDK's warning says nothing new.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

try {
  await prepare();
  // Imported by name only now: a moment ago tsx may not have been installed.
  const { register } = await import('tsx/esm/api');
  register();
  process.argv[1] = fileURLToPath(new URL('./cli.ts', import.meta.url));
  await import('./cli.ts');
} catch (error) {
  endWith(error);
}
