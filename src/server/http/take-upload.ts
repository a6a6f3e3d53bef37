import { TeleError } from '../../core/index.ts';
import { UNHURRIED } from '../../metrics-node/index.ts';
import { asTeleError } from '../thread-port.ts';
import type { AppContext } from './app-context.ts';
import type { Chunks } from './chunk-threads.ts';
import type { Import, Imports } from './imports.ts';
import type { ApiContext } from './route.ts';
import { streamChunks } from './stream-export.ts';

/** A client that sends nothing of a file for so long is cut off. */
const SILENT_SECONDS = 30;
/** The same of one that sends what is being captured. */
const LIVE_SILENT_SECONDS = 240;

/** Imports the body of a request as fast as it is written to the store, and answers with the report. A client that goes away ends it. */
export async function takeUpload(context: AppContext, request: ApiContext, order: Parameters<Imports['open']>[0]): Promise<Response> {
  const { signal, body } = request.req.raw;
  request.env.incoming?.emit(UNHURRIED);
  const one = await context.imports.open(order);
  const end = (): void => one.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) throw new TeleError('BAD_REQUEST', 'The client went away.');
    await feedBody(body, one, order.isLive ? LIVE_SILENT_SECONDS : SILENT_SECONDS, context);
    const chunks = await peeked(one);
    const stream = streamChunks(context, request, chunks, 'import');
    return new Response(stream, { headers: { 'content-type': 'application/json' } });
  } catch (error) {
    one.end();
    // Calls that were read are written until then.
    await one.gone;
    const failure = withStored(asTeleError(error), one.storedCalls());
    sayEnd(context, failure, signal.aborted);
    throw failure;
  }
}

/** Error that ended an import, with the number of its stored calls. */
function withStored(error: TeleError, calls: number): TeleError {
  if (calls === 0) return error;
  return new TeleError(error.code, `${error.message} ${calls} of its calls are in the store; importing it again adds the others.`, error);
}

/** Gives the pieces of a body to an import, one when the one before is taken. Throws what ended the import, and `BAD_REQUEST` when nothing came for so long. */
export async function feedBody(
  body: ReadableStream<Uint8Array> | null,
  one: Omit<Import, 'storedCalls'>,
  seconds: number,
  context: Pick<AppContext, 'refused'>,
): Promise<void> {
  const reader = body?.getReader();
  let isGone = false;
  // Nobody waits for the next piece of an import that was cancelled meanwhile: a read that is pending fails.
  void one.gone.then(() => {
    isGone = true;
    reader?.releaseLock();
  });
  const read = async (): Promise<Uint8Array | undefined> => {
    if (isGone || reader === undefined) return undefined;
    return readWithin(reader, seconds, context).catch((error: unknown) => {
      if (!isGone) throw error;
      return undefined;
    });
  };
  try {
    for (;;) {
      const value = await read();
      await one.feed(value);
      if (value === undefined) return;
    }
  } finally {
    reader?.releaseLock();
    // What is left is read and dropped, within the bounds of the connection: a client that still sends would lose the answer, and one that asks again would find its connection closed.
    body?.pipeTo(new WritableStream()).catch(() => undefined);
  }
}

/** The next piece; undefined after the last one. */
async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  seconds: number,
  context: Pick<AppContext, 'refused'>,
): Promise<Uint8Array | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      context.refused('slow_request');
      reject(new TeleError('BAD_REQUEST', `Nothing more of the capture came for ${seconds} s: the import has ended.`));
    }, seconds * 1000).unref();
  });
  try {
    return (await Promise.race([reader.read(), late])).value;
  } finally {
    clearTimeout(timer);
  }
}

/** The report with its first chunk read: what has failed by then is answered as a failure. */
async function peeked(one: Import): Promise<Chunks> {
  let first: Uint8Array | undefined = await one.next();
  return {
    async next() {
      const chunk = first ?? (await one.next());
      first = undefined;
      return chunk;
    },
    end: () => one.end(),
  };
}

function sayEnd(context: AppContext, { code, message }: TeleError, isGone: boolean): void {
  const told = isGone
    ? { message: 'An import was cancelled: its client went away.' }
    : { message: `An import has failed. ${message}`, code };
  context.main.tell('log', { component: 'import', level: isGone ? 'info' : 'warn', ...told });
}
