import { present, TeleError, type CallStore } from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import type { StoreFromHttp, StoreHealth } from './messages.ts';
import type { StoreWriter } from './store-writer.ts';
import type { Answers } from './thread-port.ts';

const PAGE = 1000;

/** What the answers come from. */
export interface AnsweringStore extends Pick<StoreWriter, 'store' | 'reached' | 'kept'> {
  readonly raw: RawFiles;
  /** Why nothing can be written at the moment. Undefined when all is well. */
  failure(): StoreHealth['failure'];
}

/** Answers what only the writer of a store can. `use` throws when there is no store. */
export function storeAnswers(use: () => AnsweringStore): Omit<Answers<StoreFromHttp>, 'health'> {
  return {
    async erase({ query: numberHash, afterLsn }) {
      const { store, reached, raw } = use();
      await reached(afterLsn);
      raw.drop(await callKeysOf(store, numberHash));
      return { calls: await store.erase(numberHash) };
    },
    async applied({ lsn }) {
      const { reached, failure } = use();
      const isApplied = await reached(lsn);
      return present({ isApplied, reason: isApplied ? undefined : failure()?.message });
    },
    async kept({ lsn }) {
      const { kept, failure } = use();
      if (await kept(lsn)) return {};
      throw new TeleError('STORE_UNWRITABLE', failure()?.message ?? 'The events are not on the disk.');
    },
  };
}

/** The keys of all calls of a number. */
async function callKeysOf(store: CallStore, numberHash: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await store.listCalls({ numberHash, limit: PAGE, ...present({ cursor }) });
    for (const { callKey } of page.calls) keys.add(callKey);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return keys;
}
