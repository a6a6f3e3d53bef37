import type { UnderlyingSource } from 'node:stream/web';
import type { ExportRequest } from '../messages.ts';
import { asTeleError } from '../thread-port.ts';
import { flushMain, STORE_DEADLINE_SECONDS, type AppContext } from './app-context.ts';
import type { Chunks } from './chunk-threads.ts';
import type { ApiContext } from './route.ts';

/** Beyond this an export is cut off, for it keeps its place from others. At 1 Mbit/s it carries 2.7 GB by then, some ten million calls. */
const LONGEST_SECONDS = 6 * 3600;

/**
 * The body of an answer that is read from the store as fast as the client takes it. What has arrived is in it, unless nothing can be written at the moment.
 * When it fails, or the client takes nothing, the connection is cut: half of it must not look whole.
 */
export async function streamExport(
  context: AppContext,
  request: ApiContext,
  wanted: ExportRequest,
): Promise<ReadableStream<Uint8Array> | null> {
  // Nobody would read the body.
  if (request.req.raw.method === 'HEAD') return null;
  const chunks = await context.exports.open(wanted, async () => {
    await context.store.call('applied', { lsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    return (await context.store.call('lacking', {}, STORE_DEADLINE_SECONDS)).lacking;
  });
  return streamChunks(context, request, chunks, 'export');
}

/** Chunks as the body of an answer, under the same bounds. */
export function streamChunks(
  context: AppContext,
  request: ApiContext,
  chunks: Chunks,
  component: 'export' | 'import',
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(sourceOf(context, request, chunks, component), { highWaterMark: 1 });
}

function sourceOf(context: AppContext, request: ApiContext, chunks: Chunks, component: 'export' | 'import'): UnderlyingSource<Uint8Array> {
  let stalled: NodeJS.Timeout | undefined;
  let isOver = false;
  const cut = (why: string): void => {
    context.refused('slow_reader');
    context.main.tell('log', { component, level: 'warn', message: `An ${component} was cut off: ${why}` });
    end();
    request.env.outgoing?.destroy();
  };
  const longest = setTimeout(() => cut(`it took longer than ${LONGEST_SECONDS / 3600} hours.`), LONGEST_SECONDS * 1000).unref();
  function end(): void {
    isOver = true;
    clearTimeout(stalled);
    clearTimeout(longest);
    chunks.end();
  }

  return {
    async pull(controller) {
      clearTimeout(stalled);
      try {
        const chunk = await chunks.next();
        if (chunk === undefined) {
          end();
          controller.close();
          return;
        }
        controller.enqueue(chunk);
        const { exportStallSeconds } = context;
        // A program that reads the files itself has no limit.
        if (!Number.isFinite(exportStallSeconds)) return;
        stalled = setTimeout(() => cut(`its client took nothing for ${exportStallSeconds} s.`), exportStallSeconds * 1000).unref();
      } catch (error) {
        // The client has gone, or was cut off.
        if (isOver) return;
        const { code, message } = asTeleError(error);
        end();
        context.main.tell('log', { component, level: 'error', message: `An ${component} has failed. ${message}`, code });
        // Where there is a connection its end says it; the adaptor would write the trace of an error to the log.
        if (request.env.outgoing === undefined) controller.error(error);
        else request.env.outgoing.destroy();
      }
    },
    cancel: end,
  };
}
