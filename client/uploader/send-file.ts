import { createReadStream } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { StorageAnswer } from './storage-answer.ts';

/** The file has become shorter since its size was taken. */
export class FileShrank extends Error {
  override readonly name = 'FileShrank';
}

/** The file cannot be read; nothing is wrong with the line. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** One PUT of one file. */
export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly bytes: number;
  /** Without a byte moved for so long, the attempt ends. */
  readonly idleTimeoutSeconds: number;
  readonly onBytes: (sentBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Error documents are a few hundred bytes; a proxy's page is cut off here. */
const maxAnswerBytes = 65_536;

/**
 * Streams the file as one PUT and gives storage's answer, whatever its status; an answer that
 * comes early ends the sending. Rejects when the line breaks, the signal aborts, or with
 * `FileShrank` and `FileUnreadable`. Memory does not grow with the file.
 */
export const sendFile = async (sending: Sending): Promise<StorageAnswer> => {
  const { url, headers, idleTimeoutSeconds, signal, bytes } = sending;
  const { request: open, Agent } = new URL(url).protocol === 'https:' ? https : http;
  // A connection of its own, since a kept one may be closed just when it is used. It asks to be
  // kept alive all the same: a server that may close it at once would do so at an early answer,
  // while we still send, and the answer would be lost with the connection.
  const agent = new Agent({ keepAlive: true });
  const request = open(url, {
    method: 'PUT',
    agent,
    headers: { ...headers, 'content-length': `${bytes}` },
    ...(signal === undefined ? {} : { signal }),
  });
  request.setTimeout(idleTimeoutSeconds * 1_000, () => {
    request.destroy(new Error(`Nothing moved for ${idleTimeoutSeconds} s`));
  });
  const answered = answerOf(request);
  // A broken body says less than the answer that made the server close: look at the answer first.
  const sent = sendBody(sending, request).then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    return await Promise.race([answered, faultOf(sent)]);
  } finally {
    request.destroy();
    agent.destroy();
    await Promise.allSettled([answered, sent]);
  }
};

/** Rejects when the file is at fault; the line's faults come with the request. */
const faultOf = async (sent: Promise<unknown>): Promise<never> => {
  const error = await sent;
  if (error instanceof FileShrank || error instanceof FileUnreadable) throw error;
  return new Promise<never>(() => undefined);
};

const sendBody = ({ path, bytes, onBytes }: Sending, request: http.ClientRequest): Promise<void> =>
  pipeline(async function* () {
    let sentBytes = 0;
    if (bytes > 0) {
      for await (const chunk of piecesOf(path, bytes)) {
        yield chunk;
        sentBytes += chunk.length;
        onBytes(sentBytes);
      }
    }
    if (sentBytes < bytes) throw new FileShrank(`${path} has ${sentBytes} of ${bytes} bytes now`);
  }, request);

async function* piecesOf(path: string, bytes: number): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 262_144 })) {
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw new FileUnreadable(`${path} cannot be read`, { cause });
  }
}

const answerOf = (request: http.ClientRequest): Promise<StorageAnswer> =>
  new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response: http.IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        if (length < maxAnswerBytes) chunks.push(chunk);
        length += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
  });
