import * as z from 'zod';
import { roles } from './generated/choices.ts';

/**
 * What a client must know of a deployment; `npm start` writes it to `.local/connection.json`. A
 * deployment on AWS has no `endpointUrl`, and its `accounts` may be empty.
 */
export const connectionShape = z.object({
  /** Without `/v1`. */
  apiUrl: z.url(),
  region: z.string().min(1),
  userPoolId: z.string().min(1),
  userPoolClientId: z.string().min(1),
  /** Where AWS services answer, if not at AWS: the local cloud. */
  endpointUrl: z.url().optional(),
  /** The log that receipts are verified against. */
  evidence: z.object({ origin: z.string().min(1), publicKeyBase64: z.string().min(1) }),
  accounts: z.array(
    z.object({ role: z.enum(roles), email: z.string().min(1), password: z.string().min(1) }),
  ),
});

/** A deployment as clients know it. */
export type Connection = Readonly<z.infer<typeof connectionShape>>;

/** Someone who can sign in by password. */
export type Account = Connection['accounts'][number];
