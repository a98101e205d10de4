import { createHash, createHmac } from 'node:crypto';

/*
 * What S3 does with a presigned request, written from its documentation and not from any SDK:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * An emulator may be lax about a header; this is not.
 */

/** A request as it is sent. Names of headers in lower case. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How S3 answers a presigned request before it looks at the body. */
export type SignatureVerdict =
  | 'valid'
  | 'signature-differs'
  | 'expired'
  /** An `x-amz-` header was sent that is not signed: S3 calls it HeadersNotSigned. */
  | 'header-not-signed'
  | 'malformed';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** RFC 3986: only letters, digits and `-._~` stay as they are. */
const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** S3 encodes each part of the path once and joins no dots or slashes. */
const canonicalPath = ({ pathname }: URL): string =>
  pathname
    .split('/')
    .map((part) => uriEncode(decodeURIComponent(part)))
    .join('/');

const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .toSorted()
    .join('&');

const canonicalHeaders = (names: readonly string[], sent: ReadonlyMap<string, string>): string =>
  names.map((name) => `${name}:${(sent.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`).join('');

const millisecondsOf = (amzDate: string): number => {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(amzDate) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** The names of the headers that a presigned URL signs. */
export const signedHeadersOf = (url: string): readonly string[] =>
  (new URL(url).searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');

/** The signature that a request must carry; undefined when it is no presigned request. */
export const signatureFor = (
  { method, url, headers }: SentRequest,
  secretAccessKey: string,
): string | undefined => {
  const address = new URL(url);
  const { searchParams } = address;
  const amzDate = searchParams.get('X-Amz-Date') ?? '';
  const [, day, region, service, terminator] = (searchParams.get('X-Amz-Credential') ?? '').split(
    '/',
  );
  if (day === undefined || region === undefined || service === undefined) return undefined;
  if (terminator !== 'aws4_request' || !amzDate.startsWith(day)) return undefined;
  const names = signedHeadersOf(url);
  const sent = new Map([...Object.entries(headers), ['host', address.host]]);
  const canonicalRequest = [
    method,
    canonicalPath(address),
    canonicalQuery(address),
    canonicalHeaders(names, sent),
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const scope = [day, region, service, terminator].join('/');
  const toSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256Hex(canonicalRequest)].join('\n');
  const signingKey = [region, service, terminator].reduce(
    (key, part) => hmac(key, part),
    hmac(`AWS4${secretAccessKey}`, day),
  );
  return hmac(signingKey, toSign).toString('hex');
};

/** What S3 would say of a presigned request at `now`. */
export const verifySignedRequest = (
  request: SentRequest,
  { secretAccessKey, now }: { readonly secretAccessKey: string; readonly now: Date },
): SignatureVerdict => {
  const { searchParams } = new URL(request.url);
  const wanted = signatureFor(request, secretAccessKey);
  const signedAt = millisecondsOf(searchParams.get('X-Amz-Date') ?? '');
  const seconds = Number(searchParams.get('X-Amz-Expires') ?? Number.NaN);
  if (wanted === undefined || Number.isNaN(signedAt) || Number.isNaN(seconds)) return 'malformed';
  const names = signedHeadersOf(request.url);
  const isUnsigned = (name: string): boolean => name.startsWith('x-amz-') && !names.includes(name);
  if (Object.keys(request.headers).some(isUnsigned)) return 'header-not-signed';
  if (now.getTime() > signedAt + seconds * 1_000) return 'expired';
  return wanted === searchParams.get('X-Amz-Signature') ? 'valid' : 'signature-differs';
};
