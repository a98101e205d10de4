/** What storage answered to one attempt. */
export interface StorageAnswer {
  readonly status: number;
  /** The XML error document, or nothing. */
  readonly body: string;
}

/** Why storage will never take this file under this grant; the names are the service's. */
export type UploadRefusal = 'checksum-differs' | 'size-differs';

/** What one attempt means. */
export type Meaning =
  | { readonly kind: 'stored' }
  /** The object is there: an earlier attempt arrived whose answer was lost. */
  | { readonly kind: 'stored-before' }
  | { readonly kind: 'again' }
  | { readonly kind: 'expired' }
  /** Storage knows no such upload in parts: it was joined or given up. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: UploadRefusal }
  | { readonly kind: 'unknown' };

/** The `<Code>` of an S3 error document. */
export const errorCodeOf = ({ body }: StorageAnswer): string | undefined =>
  /<Code>([A-Za-z0-9]+)<\/Code>/.exec(body)?.[1];

const refusals: Readonly<Record<string, UploadRefusal>> = {
  BadDigest: 'checksum-differs',
  InvalidDigest: 'checksum-differs',
  XAmzContentSHA256Mismatch: 'checksum-differs',
  XAmzContentChecksumMismatch: 'checksum-differs',
  IncompleteBody: 'size-differs',
  EntityTooLarge: 'size-differs',
  EntityTooSmall: 'size-differs',
};

/** Worth another try whatever the status: RequestTimeout comes with 400, the conflict with 409. */
const passing = ['RequestTimeout', 'ConditionalRequestConflict', 'OperationAborted', 'SlowDown'];

/**
 * Reads storage's answer. `sizeDiffers` tells whether the file has another size than was declared:
 * the size is signed, so then a wrong signature is a wrong size.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const meaningOf = (
  answer: StorageAnswer,
  { sizeDiffers }: { sizeDiffers: boolean },
): Meaning => {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { kind: 'stored' };
  const code = errorCodeOf(answer);
  if (code === 'PreconditionFailed' || status === 412) return { kind: 'stored-before' };
  const reason = refusals[code ?? ''];
  // Of another size the content differs, too: the size is what the person can see.
  if (reason !== undefined) {
    return { kind: 'refused', reason: sizeDiffers ? 'size-differs' : reason };
  }
  if (code === 'SignatureDoesNotMatch' && sizeDiffers) {
    return { kind: 'refused', reason: 'size-differs' };
  }
  if (code === 'ExpiredToken' || /request has expired/i.test(body)) return { kind: 'expired' };
  if (code === 'NoSuchUpload') return { kind: 'gone' };
  if (status >= 500 || status === 429 || passing.includes(code ?? '')) return { kind: 'again' };
  return { kind: 'unknown' };
};
