import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { jpegSizeOf, type PictureSize } from '../../../inference/media/jpeg.ts';
import { facesInComments, labelsInComments, type WireFace, type WireLabel } from './labels.ts';

/** docs.aws rekognition/latest/dg/limits: raw bytes in a call, sides of the picture in pixels. */
const limits = {
  imageBytes: 5 * 1024 * 1024,
  minSidePixels: 80,
  maxSidePixels: 10_000,
} as const;
/** Base64 makes 4 bytes of 3; the rest is room for the JSON around it and for too large images. */
const maxBodyBytes = 16 * 1024 * 1024;

const modelVersion = '7.0';

/** How the stand-in behaves. */
export interface RekognitionStandInOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The account's quota, refilled evenly, all of it available at the start. Default 5. */
  readonly callsPerSecond?: number | undefined;
  /** Decides what is found in an image. Default: what its JPEG comments say. */
  readonly labelsOf?: ((image: Uint8Array) => readonly WireLabel[]) | undefined;
  /** Decides which faces are found in an image. Default: what its JPEG comments say. */
  readonly facesOf?: ((image: Uint8Array) => readonly WireFace[]) | undefined;
  /** Milliseconds of a clock that never goes back. Default: the process's. */
  readonly nowMilliseconds?: (() => number) | undefined;
}

/** A running stand-in. */
export interface RekognitionStandIn {
  /** For `AWS_ENDPOINT_URL_REKOGNITION`. */
  readonly url: string;
  /** Calls answered with labels, and calls refused for the quota, so far. */
  readonly calls: () => { readonly answered: number; readonly throttled: number };
  stop(): Promise<void>;
}

/** An error as the service would answer it. */
class WireError extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

const image = z.object({ Bytes: z.base64().optional(), S3Object: z.unknown().optional() });
const labelsCall = z.object({
  Image: image,
  MinConfidence: z.number().min(0).max(100).default(50),
});
const facesCall = z.object({
  Image: image,
  Attributes: z.array(z.enum(['DEFAULT', 'ALL', 'AGE_RANGE'])).default(['DEFAULT']),
});

/** Sides of a PNG stand in its first chunk (IHDR), big-endian at 16 and 20. */
const pngSizeOf = (image: Buffer): PictureSize | undefined =>
  image.length >= 24 && image.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'
    ? { width: image.readUInt32BE(16), height: image.readUInt32BE(20) }
    : undefined;

const checkImage = (image: Buffer): void => {
  if (image.length > limits.imageBytes) {
    throw new WireError('ImageTooLargeException', 'Image size is too large');
  }
  const size = jpegSizeOf(image) ?? pngSizeOf(image);
  if (size === undefined) {
    throw new WireError('InvalidImageFormatException', 'Request has invalid image format');
  }
  if (Math.max(size.width, size.height) > limits.maxSidePixels) {
    throw new WireError('ImageTooLargeException', 'Image dimensions are too large');
  }
  if (Math.min(size.width, size.height) < limits.minSidePixels) {
    throw new WireError('InvalidParameterException', 'Request has invalid image dimensions');
  }
};

/** The call's arguments and its picture, both checked. */
const readCall = <Call extends { readonly Image: z.output<typeof image> }>(
  body: string,
  shape: z.ZodType<Call>,
): { call: Call; picture: Uint8Array } => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new WireError('SerializationException', 'The body is not JSON');
  }
  const call = shape.safeParse(json);
  if (!call.success || call.data.Image.Bytes === undefined) {
    throw new WireError('InvalidParameterException', 'Request has invalid parameters');
  }
  const picture = Buffer.from(call.data.Image.Bytes, 'base64');
  checkImage(picture);
  return { call: call.data, picture };
};

/** The operations that are known, by the end of their `x-amz-target`. */
const operationsOf = ({ labelsOf, facesOf }: RekognitionStandInOptions) => ({
  DetectModerationLabels: (body: string): object => {
    const { call, picture } = readCall(body, labelsCall);
    const found = (labelsOf ?? labelsInComments)(picture);
    return {
      ModerationLabels: found.filter(({ Confidence }) => Confidence >= call.MinConfidence),
      ModerationModelVersion: modelVersion,
      ContentTypes: [],
    };
  },
  DetectFaces: (body: string): object => {
    const { call, picture } = readCall(body, facesCall);
    const tellsAge = call.Attributes.some((asked) => asked !== 'DEFAULT');
    const faces = (facesOf ?? facesInComments)(picture);
    // Ages are told only to who asks for them.
    return {
      FaceDetails: faces.map(({ AgeRange, ...rest }) => (tellsAge ? { ...rest, AgeRange } : rest)),
    };
  },
});

/** A bucket that holds one second's worth of calls and refills evenly. */
const tokenBucket = (perSecond: number, nowMilliseconds: () => number) => {
  const size = Math.max(1, perSecond);
  let tokens = size;
  let filledAt = nowMilliseconds();
  return (): boolean => {
    const now = nowMilliseconds();
    tokens = Math.min(size, tokens + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to the end all the same: an answer before it would break the client's connection.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes) throw new WireError('RequestEntityTooLargeException', 'Too large', 413);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response: ServerResponse, status: number, body: object, type?: string): void => {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
  });
  response.end(JSON.stringify(body));
};

const sendError = (response: ServerResponse, error: unknown): void => {
  const { type, message, status } =
    error instanceof WireError
      ? error
      : new WireError('InternalServerError', 'The stand-in failed', 500);
  send(response, status, { __type: type, message }, type);
};

/** Starts the stand-in on the loopback address. */
export const startRekognitionStandIn = async (
  options: RekognitionStandInOptions,
): Promise<RekognitionStandIn> => {
  const nowMilliseconds = options.nowMilliseconds ?? (() => performance.now());
  const operations: ReadonlyMap<string, (body: string) => object> = new Map(
    Object.entries(operationsOf(options)),
  );
  // Each operation has a quota of its own.
  const buckets = new Map(
    [...operations.keys()].map((name) => [
      name,
      tokenBucket(options.callsPerSecond ?? 5, nowMilliseconds),
    ]),
  );
  const calls = { answered: 0, throttled: 0 };
  const answer = async (request: IncomingMessage): Promise<object> => {
    const body = await readBody(request);
    const target = String(request.headers['x-amz-target']).replace('RekognitionService.', '');
    const operation = request.method === 'POST' ? operations.get(target) : undefined;
    if (operation === undefined) {
      const known = [...operations.keys()].join(' and ');
      throw new WireError('UnknownOperationException', `Only ${known} are known`);
    }
    if (buckets.get(target)?.() !== true) {
      calls.throttled += 1;
      const message = 'Provisioned rate exceeded.';
      throw new WireError('ProvisionedThroughputExceededException', message);
    }
    const found = operation(body);
    calls.answered += 1;
    return found;
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => send(response, 200, body),
      (error: unknown) => sendError(response, error),
    );
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => ({ ...calls }),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const { url } = await startRekognitionStandIn({ port: Number(values.port) });
  process.stdout.write(`${url}\n`);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
