import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { FileShrank, FileUnreadable, type Send, type Sending } from './core/ports.ts';
import type { StorageAnswer } from './core/storage-answer.ts';

/** Error documents are a few hundred bytes; a proxy's page is cut off here. */
const maxAnswerBytes = 65_536;

/**
 * Sends by Node's own client. An answer that comes early ends the sending. Memory does not grow
 * with what is sent.
 */
export const sendByNode: Send = async (sending: Sending): Promise<StorageAnswer> => {
  const { url, headers, idleTimeoutSeconds, signal, body } = sending;
  const { request: open, Agent } = new URL(url).protocol === 'https:' ? https : http;
  // A connection of its own, since a kept one may be closed just when it is used. It asks to be
  // kept alive all the same: a server that may close it at once would do so at an early answer,
  // while we still send, and the answer would be lost with the connection.
  const agent = new Agent({ keepAlive: true });
  const request = open(url, {
    method: 'PUT',
    agent,
    headers: { ...headers, 'content-length': `${body.bytes}` },
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

const sendBody = ({ body, onBytes }: Sending, request: http.ClientRequest): Promise<void> =>
  pipeline(async function* () {
    let sentBytes = 0;
    for await (const piece of body.read()) {
      yield piece;
      sentBytes += piece.length;
      onBytes(sentBytes);
    }
    if (sentBytes < body.bytes) {
      throw new FileShrank(`The file has ${sentBytes} of ${body.bytes} bytes now`);
    }
  }, request);

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
