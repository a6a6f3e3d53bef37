import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { OutgoingRequest } from './outgoing-request.ts';

/** What became of one attempt. A permanent failure is not tried again: the receiver has understood, and refused. */
export type Delivery =
  /** `isBeat`: it was a sign of life, which tells of no alert. */
  | { readonly isSent: true; readonly isBeat?: true }
  /** `reason` names no address and no secret. */
  | { readonly isSent: false; readonly isPermanent: boolean; readonly reason: string };

/** Where something is sent. */
export interface Target {
  readonly url: URL;
  /** Who signs the certificate of the receiver, in PEM. Absent: those that the system trusts. */
  readonly ca?: string;
  readonly timeoutSeconds: number;
}

/** So much of an answer is read, so that the receiver may finish it; the rest is cut off. */
const MOST_ANSWER_BYTES = 65_536;
const MOST_HEADER_BYTES = 16_384;

/**
 * Sends once, over a connection of its own. It never rejects: what goes wrong is in the answer. A redirect is not followed, for what is sent is meant for nobody else.
 * `isStopped` ends it at once.
 */
export async function sendRequest(
  { url, ca, timeoutSeconds }: Target,
  { headers, body }: OutgoingRequest,
  stop: AbortSignal,
): Promise<Delivery> {
  const timeout = AbortSignal.timeout(Math.round(timeoutSeconds * 1000));
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const sending = send(url, {
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      signal: AbortSignal.any([timeout, stop]),
      headers: {
        'user-agent': 'ringscope',
        connection: 'close',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      ...(ca === undefined ? {} : { ca }),
    });
    sending.once('response', (answer) => {
      resolve(judged(answer.statusCode ?? 0));
      readOut(answer);
    });
    // Without a listener such an answer ends the request with no event but `close`.
    sending.once('upgrade', (_, socket) => {
      socket.destroy();
      resolve({ isSent: false, isPermanent: false, reason: 'answered 101' });
    });
    // The last resort: a turn that never ends would silence the receiver for good.
    sending.once('close', () => resolve({ isSent: false, isPermanent: false, reason: 'could not be reached' }));
    // Also after the answer: then nobody asks any more.
    sending.on('error', (error) =>
      resolve({
        isSent: false,
        isPermanent: false,
        reason: timeout.aborted ? `did not answer within ${timeoutSeconds} s` : reasonOf(error),
      }),
    );
    sending.end(body);
  });
}

function judged(status: number): Delivery {
  if (status >= 200 && status < 300) return { isSent: true };
  if (status >= 300 && status < 400) return { isSent: false, isPermanent: true, reason: `redirects (${status}), which is not followed` };
  // 408 and 429 ask for another try.
  const isPermanent = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return { isSent: false, isPermanent, reason: `answered ${status}` };
}

/** The signal of the request still ends it. */
function readOut(answer: IncomingMessage): void {
  let left = MOST_ANSWER_BYTES;
  answer.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) answer.destroy();
  });
  answer.on('error', () => answer.destroy());
}

function reasonOf(error: Error): string {
  // A message may quote what was sent or where to.
  return 'code' in error && typeof error.code === 'string' ? `could not be reached (${error.code})` : 'could not be reached';
}
