import { createHmac } from 'node:crypto';
import type { HmacSha256 } from '../../domain/vocabulary/bytes.ts';

/** HMAC-SHA-256 by OpenSSL. */
export const hmacSha256: HmacSha256 = (key, message) =>
  new Uint8Array(createHmac('sha256', key).update(message).digest());
