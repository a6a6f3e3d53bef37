import { setImmediate } from 'node:timers/promises';
import type { CallStore } from '../../core/index.ts';
import { openSqlite } from '../../stores/index.ts';
import { flushMain, STORE_DEADLINE_SECONDS, type AppContext } from './app-context.ts';

/**
 * The body of an answer that is read from the store as fast as the client takes it. It has a connection of its own, which only reads and is closed with the
 * body, so a long export keeps nobody from the store thread; between two chunks this thread does other work. What has arrived is in it, unless nothing can
 * be written at the moment.
 */
export async function streamStore(
  context: AppContext,
  read: (store: CallStore) => AsyncIterable<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  await context.store.call('applied', { lsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
  const store = await openSqlite({ path: context.storePath, readOnly: true });
  const chunks = paced(store, read);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return();
        await store.close();
      },
    },
    { highWaterMark: 1 },
  );
}

async function* paced(store: CallStore, read: (store: CallStore) => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of read(store)) {
      yield chunk;
      await setImmediate();
    }
  } finally {
    await store.close();
  }
}
