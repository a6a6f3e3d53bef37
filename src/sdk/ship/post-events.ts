import { request as requestPlain, Agent as PlainAgent } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** How long one request may take, in milliseconds: longer than a server waits for its disk. */
const TIMEOUT_MS = 15_000;
/** More of an answer is not read. */
const MAX_ANSWER = 256 * 1024;

/** What a server said. */
export interface PostAnswer {
  readonly status: number;
  /** Seconds after which it may be asked again. Absent when it does not say. */
  readonly retryAfterSeconds?: number;
  readonly text: string;
}

/** Sends bodies to one address over a connection that is kept. */
export interface Poster {
  /** Rejects with the error of the system when there is no answer. */
  post(headers: Readonly<Record<string, string>>, body: string): Promise<PostAnswer>;
  /** From now on a request keeps the process alive; before, it does not. */
  hold(): void;
  /** Ends the request under way, and the connection. */
  close(): void;
}

/** Makes the poster of one address. */
export function createPoster(url: URL): Poster {
  const isTls = url.protocol === 'https:';
  const agent = isTls ? new TlsAgent({ keepAlive: true, maxSockets: 1 }) : new PlainAgent({ keepAlive: true, maxSockets: 1 });
  const request = isTls ? requestTls : requestPlain;
  let isHeld = false;
  let socket: Socket | undefined;
  const holdSocket = (): void => void (isHeld ? socket?.ref() : socket?.unref());

  return {
    post: (headers, body) =>
      new Promise((resolve, reject) => {
        const sent = request(url, {
          method: 'POST',
          agent,
          timeout: TIMEOUT_MS,
          headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        });
        sent.on('socket', (used) => {
          socket = used;
          holdSocket();
        });
        sent.on('timeout', () => sent.destroy(new Error('The server did not answer in time.')));
        sent.on('error', reject);
        sent.on('response', (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            if (text.length < MAX_ANSWER) text += part;
          });
          answer.on('error', reject);
          answer.on('close', () => {
            if (!answer.complete) reject(new Error('The answer broke off.'));
            else resolve({ status: answer.statusCode ?? 0, text, ...retryAfter(answer.headers['retry-after']) });
          });
        });
        sent.end(body);
      }),
    hold() {
      isHeld = true;
      holdSocket();
    },
    close: () => agent.destroy(),
  };
}

function retryAfter(header: string | undefined): { readonly retryAfterSeconds?: number } {
  const seconds = Number(header);
  return header !== undefined && seconds >= 0 ? { retryAfterSeconds: seconds } : {};
}
