import type { ClientRequest, IncomingMessage } from 'node:http';

/** What answered a request, as far as it came. */
export interface Answer {
  readonly status: number;
  /** A header by its name in small letters. */
  header(name: string): string | undefined;
  /** The whole body. Throws when it breaks off. */
  text(): Promise<string>;
  /** The body as it comes. Who stops reading it closes the connection. */
  body(): AsyncIterable<Uint8Array>;
  /** Lets go of a body that nobody reads. */
  drop(): void;
}

/** What is asked. */
export interface HttpQuestion {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the question and the answer. */
  readonly signal: AbortSignal;
  readonly body?: string;
  /** Bytes to send instead, as they come. */
  readonly upload?: () => AsyncIterable<Uint8Array>;
}

/** How long nothing may come before a connection is taken for dead. */
const SILENT_MS = 300_000;

/** Asks by HTTP. What `fetch` is made of takes as long to load as Node takes to start. */
export async function askHttp(target: URL, question: HttpQuestion): Promise<Answer> {
  const { request } = await (target.protocol === 'https:' ? import('node:https') : import('node:http'));
  const { method, signal, body, upload } = question;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { accept: '*/*', ...question.headers, ...length };
  const ask = async (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(target, { method, headers, signal }, (message) => resolve(answerOf(message)));
      asked.on('error', (error) => {
        // A connection that was kept open, and that the other side has just closed.
        if (asked.reusedSocket && method === 'GET' && 'code' in error && error.code === 'ECONNRESET') resolve(ask());
        else reject(error);
      });
      if (upload === undefined) {
        asked.setTimeout(SILENT_MS, () => asked.destroy(new Error(`Nothing came for ${SILENT_MS / 1000} seconds.`)));
        asked.end(body);
      } else void send(upload(), asked);
    });
  return ask();
}

/** What goes wrong is told by the request, unless its answer has come. */
async function send(bytes: AsyncIterable<Uint8Array>, asked: ClientRequest): Promise<void> {
  const [{ Readable }, { pipeline }] = await Promise.all([import('node:stream'), import('node:stream/promises')]);
  await pipeline(Readable.from(bytes), asked).catch((error: Error) => asked.destroy(error));
}

function answerOf(message: IncomingMessage): Answer {
  return {
    status: message.statusCode ?? 0,
    header: (name) => message.headers[name]?.toString(),
    async text() {
      let text = '';
      for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
      return text;
    },
    body: () => message,
    drop: () => void message.destroy(),
  };
}
