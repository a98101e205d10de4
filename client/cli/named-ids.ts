import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The id of a person's camera or act. An id is taken as it is; any other name gives the same id
 * for the same person for ever, so that caps count one camera whatever machine it is given from.
 */
export const namedId = (prefix: 'camera' | 'act', name: string, owner: string): string => {
  if (new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(name)) return name;
  const digest = createHash('sha256').update(`${prefix}\n${owner}\n${name}`).digest();
  // 26 characters of 5 bits: the last 5 bits of 26 bytes each.
  const body = [...digest.subarray(0, 26)].map((byte) => alphabet.charAt(byte % 32)).join('');
  return `${prefix}_${body}`;
};
