import { join } from 'node:path';

/**
 * Where a person's programs keep what they remember from run to run: by the XDG rules, and by the
 * house rules of macOS and Windows.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const stateFolderOf = (
  environment: Readonly<Record<string, string | undefined>>,
  { platform, home }: { readonly platform: string; readonly home: string },
): string => {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = environment;
  // A relative path is invalid there and counts as unset.
  if (xdg?.startsWith('/') === true) return join(xdg, 'clipledger');
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'clipledger');
    case 'win32':
      return join(local ?? join(home, 'AppData', 'Local'), 'clipledger');
    default:
      return join(home, '.local', 'state', 'clipledger');
  }
};
