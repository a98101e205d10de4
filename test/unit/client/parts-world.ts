import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf, problem, startFakeApi, type FakeApi, type ServedCall } from './fake-api.ts';
import { examples } from '../../../core/contracts/generate/http-examples.ts';

/** What storage does with a PUT. */
export type Fault =
  | 'none'
  /** 500 after the whole body. */
  | 'internal-error'
  /** Breaks the line in the middle of the body. */
  | 'reset'
  /** Takes the part and breaks the line before the answer. */
  | 'lost-answer'
  /** 403 as S3 says it of a link that has ended. */
  | 'expired'
  /** 403 as S3 says it of keys that it does not know. */
  | 'wrong-signature'
  /** Takes nothing and says nothing. */
  | 'silent'
  | 'wrong-checksum'
  | 'unknown-upload';

/** A service and a storage that take one file in parts, on two ports of their own. */
export interface PartsWorld {
  readonly service: FakeApi;
  readonly clipId: string;
  readonly partBytes: number;
  /** How often each part was accepted, by number. */
  readonly accepted: ReadonlyMap<number, number>;
  /** PUTs that were begun. */
  readonly begun: () => number;
  /** PUTs that are going on, now and at most. */
  readonly open: () => number;
  readonly mostOpen: () => number;
  /** Decides on each PUT; `tries` counts those of the part, from 1. */
  fault: (part: { readonly number: number; readonly tries: number }) => Fault | Promise<Fault>;
  /** Where the clip stands for the service. */
  state: string;
  /** SHA-256 of the joined object; undefined before. */
  readonly joined: () => string | undefined;
  /** How many signed links end at once. */
  endedLinks: number;
  /** Takes a part out of storage again. */
  lose(partNumber: number): void;
  stop(): Promise<void>;
}

const example = examples.openGrant.response as { clipId: string; actId: string; reward: object };
const sha256Of = (...pieces: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

const errorDocument = (code: string, message = ''): string =>
  `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

interface State {
  readonly partBytes: number;
  partCount: number;
  readonly parts: Map<number, Buffer>;
  readonly accepted: Map<number, number>;
  readonly tries: Map<number, number>;
  readonly digests: Map<string, string>;
  begun: number;
  open: number;
  mostOpen: number;
  joined: string | undefined;
}

/** Asks again until it is so; throws after 5 s. */
export const eventually = async (isSo: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('Not so within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** Starts both; `fault` and the rest can be changed at any time. */
export const startPartsWorld = async (partBytes = 65_536): Promise<PartsWorld> => {
  const state: State = {
    ...{ partBytes, partCount: 0, begun: 0, open: 0, mostOpen: 0, joined: undefined },
    ...{ parts: new Map(), accepted: new Map(), tries: new Map(), digests: new Map() },
  };
  const storage = createServer((request, response) => {
    state.begun += 1;
    state.open += 1;
    state.mostOpen = Math.max(state.mostOpen, state.open);
    response.on('close', () => {
      state.open -= 1;
    });
    void takePart(request, response, state, world);
  });
  storage.listen(0, '127.0.0.1');
  await once(storage, 'listening');
  const service = await startFakeApi((_, response) => void response.writeHead(404).end());
  const world: PartsWorld = {
    ...{ service, clipId: example.clipId, partBytes, accepted: state.accepted },
    begun: () => state.begun,
    open: () => state.open,
    mostOpen: () => state.mostOpen,
    fault: () => 'none',
    state: 'granted',
    joined: () => state.joined,
    endedLinks: 0,
    lose: (partNumber) => void state.parts.delete(partNumber),
    stop: async () => {
      await service.stop();
      storage.closeAllConnections();
      storage.close();
      await once(storage, 'close');
    },
  };
  answerIntake(world, state, `http://127.0.0.1:${portOf(storage)}`);
  return world;
};

const takePart = async (
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
  world: PartsWorld,
): Promise<void> => {
  request.on('error', () => undefined);
  const url = new URL(request.url ?? '/', 'http://storage');
  const number = Number(url.searchParams.get('part'));
  const tries = (state.tries.get(number) ?? 0) + 1;
  state.tries.set(number, tries);
  const fault = await world.fault({ number, tries });
  if (fault === 'silent') return void request.pause();
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) {
      pieces.push(piece as Buffer);
      if (fault === 'reset') return void request.socket.destroy();
    }
  } catch {
    // The sender went away: storage keeps nothing of it.
    return;
  }
  const body = Buffer.concat(pieces);
  const code = codeOf(fault, body, state.digests.get(url.searchParams.get('sign') ?? ''));
  if (code !== undefined) {
    const [status, name, message] = code;
    response.writeHead(status).end(errorDocument(name, message));
    return;
  }
  state.parts.set(number, body);
  state.accepted.set(number, (state.accepted.get(number) ?? 0) + 1);
  if (fault === 'lost-answer') request.socket.destroy();
  else response.end();
};

const codeOf = (
  fault: Fault,
  body: Buffer,
  signed: string | undefined,
): readonly [number, string, string?] | undefined => {
  if (fault === 'internal-error') return [500, 'InternalError'];
  if (fault === 'expired') return [403, 'AccessDenied', 'Request has expired'];
  if (fault === 'wrong-signature') return [403, 'InvalidAccessKeyId'];
  if (fault === 'unknown-upload') return [404, 'NoSuchUpload'];
  if (fault === 'wrong-checksum' || sha256Of(body) !== signed) return [400, 'BadDigest'];
  return undefined;
};

/** The routes of intake, over what storage has. */
const answerIntake = (world: PartsWorld, state: State, storage: string): void => {
  const { service, clipId, partBytes } = world;
  const reservedUntil = new Date(Date.now() + 3_600_000).toISOString();
  const plan = () => ({ partBytes, partCount: state.partCount, reservedUntil });
  const clip = () => ({ ...(examples.getClip.response as object), clipId, state: world.state });
  const notUploading = () => problem(409, 'not-uploading', 'It is not being given any more.');
  service.answer('openGrant', ({ body }) => {
    world.state = 'granted';
    state.partCount = Math.ceil((body as { bytes: number }).bytes / partBytes);
    return { body: { ...example, parts: plan() } };
  });
  service.answer('getClip', () => ({ body: clip() }));
  service.answer('signParts', ({ body }: ServedCall) => {
    if (world.state !== 'granted') return notUploading();
    const { parts } = body as { parts: { partNumber: number; sha256: string }[] };
    const signed = parts.map(({ partNumber, sha256 }) => {
      const sign = `${state.digests.size}`;
      state.digests.set(sign, sha256);
      world.endedLinks -= 1;
      const ended = world.endedLinks >= 0;
      return {
        partNumber,
        method: 'PUT',
        url: `${storage}/clip?part=${partNumber}&sign=${sign}`,
        headers: { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') },
        expiresAt: new Date(Date.now() + (ended ? -1_000 : 900_000)).toISOString(),
      };
    });
    return { body: { parts: signed, reservedUntil } };
  });
  service.answer('listParts', () => {
    if (world.state !== 'granted' || state.joined !== undefined) return notUploading();
    const arrived = [...state.parts].map(([partNumber, bytes]) => ({
      partNumber,
      sha256: sha256Of(bytes),
    }));
    return { body: { ...plan(), arrived } };
  });
  service.answer('completeUpload', () => {
    if (state.parts.size < state.partCount) {
      return problem(409, 'parts-missing', 'Send what has not arrived.');
    }
    const inOrder = [...state.parts].sort(([one], [other]) => one - other);
    state.joined = sha256Of(...inOrder.map(([, bytes]) => bytes));
    return { body: clip() };
  });
};
