import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps, type RequestOptions } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { httpAnswer } from './answered.ts';
import type { SignalConfig } from './otlp-config.ts';
import { type Sender, type Sent, type Serializer, takenBy } from './sent.ts';
import type { TransportFiles } from './transport-files.ts';
import { codeOf, unreached } from './unreached.ts';

/** So much of an answer is read; what says more is cut off. */
const MOST_ANSWER_BYTES = 65_536;
const MOST_HEADER_BYTES = 16_384;
/** Answers that ask for another try (OTLP 1.x, Failures). */
const AGAIN: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

const pack = promisify(gzip);

/** Posts batches over one connection that is kept. The whole of an attempt has `timeoutSeconds`, however slowly the collector answers. */
export function createHttpSender<T>(
  config: Pick<SignalConfig, 'url' | 'protocol' | 'compression' | 'timeoutSeconds'>,
  { headers, ca, cert, key }: TransportFiles,
  serializer: Serializer<T>,
): Sender<T> {
  const url = new URL(config.url);
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ keepAlive: true, maxSockets: 1 }) : new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const stop = new AbortController();
  const allHeaders = {
    'user-agent': 'ringscope',
    ...headers,
    'content-type': config.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    ...(config.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  };
  const options: RequestOptions = {
    method: 'POST',
    agent,
    maxHeaderSize: MOST_HEADER_BYTES,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key }),
  };
  return {
    async send(items) {
      const plain = serializer.encode(items);
      const body = config.compression === 'gzip' ? await pack(plain) : plain;
      const timeout = AbortSignal.timeout(Math.round(config.timeoutSeconds * 1000));
      const answer = await post(
        isSecure ? requestHttps : requestHttp,
        url,
        { ...options, signal: AbortSignal.any([timeout, stop.signal]) },
        allHeaders,
        body,
      );
      if ('failed' in answer)
        return { kind: 'again', reason: timeout.aborted ? `did not answer within ${config.timeoutSeconds} s` : answer.failed };
      return judged(answer, serializer, headers);
    },
    close() {
      stop.abort();
      agent.destroy();
    },
  };
}

/** What the first lines of an answer say. */
interface Head {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** It is a web page. */
  readonly isPage: boolean;
}

type Answer = (Head & { readonly body: Uint8Array | undefined }) | { readonly failed: string };

async function post(
  request: typeof requestHttp,
  url: URL,
  options: RequestOptions,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve) => {
    const faultOf = (error: unknown): string => unreached(codeOf(error), { isGrpc: false, isSecure: url.protocol === 'https:' });
    let sending: ClientRequest;
    try {
      sending = request(url, { ...options, headers: { ...headers, 'content-length': String(body.byteLength) } });
    } catch (error) {
      // It never left: nobody has refused it.
      resolve({ failed: faultOf(error) });
      return;
    }
    let head: Head | undefined;
    // What has a status is judged by it, also when the rest is cut off or too late: the collector has it all.
    const over = (failed: string): void => resolve(head === undefined ? { failed } : { ...head, body: undefined });
    sending.once('response', (answer) => {
      head = headOf(answer);
      readBody(answer, head, resolve);
    });
    // Without a listener such an answer ends the request with no event but `close`.
    sending.once('upgrade', (_, socket) => {
      socket.destroy();
      resolve({ failed: 'answered 101' });
    });
    sending.on('error', (error) => over(faultOf(error)));
    // The last resort: a batch that is never over would end all export.
    sending.once('close', () => over('could not be reached'));
    sending.end(body);
  });
}

const PAGE = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i;

function headOf({ statusCode = 0, headers }: IncomingMessage): Head {
  return { status: statusCode, retryAfter: headers['retry-after'], isPage: PAGE.test(headers['content-type'] ?? '') };
}

/** A body that is too long, or is cut off, is none. */
function readBody(answer: IncomingMessage, head: Head, resolve: (answer: Answer) => void): void {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  answer.on('data', (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes <= MOST_ANSWER_BYTES) pieces.push(piece);
    else answer.destroy();
  });
  answer.once('end', () => resolve({ ...head, body: Buffer.concat(pieces) }));
  answer.on('error', () => resolve({ ...head, body: undefined }));
  answer.once('close', () => resolve({ ...head, body: undefined }));
}

function judged(
  { status, retryAfter, isPage, body }: Exclude<Answer, { readonly failed: string }>,
  serializer: Pick<Serializer<never>, 'rejected'>,
  headers: Readonly<Record<string, string>>,
): Sent {
  if (status >= 200 && status < 300) {
    // A log-in or a landing page: nothing was taken.
    return isPage
      ? { kind: 'refused', reason: `answered ${status} with a web page, as no collector does` }
      : takenBy(serializer, body, headers);
  }
  const reason = httpAnswer(status);
  if (!AGAIN.has(status)) return { kind: 'refused', reason };
  const afterSeconds = secondsOf(retryAfter);
  return { kind: 'again', reason, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3). Undefined when it is neither. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
