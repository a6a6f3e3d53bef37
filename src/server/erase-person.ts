import { present, type CallStore, type NumberEnd } from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import { messageNames } from './privacy/message-names.ts';
import type { StoreWriter } from './store-writer.ts';

const PAGE = 1000;

/** Whom to erase. */
export interface ErasedPerson {
  /** His hash in the store. */
  readonly query: string;
  /** What other calls keep of the end of his number. Absent when he has none. */
  readonly end?: NumberEnd;
  /** What names him in whole messages. */
  readonly person: string;
}

/**
 * Erases a person from a data folder: what the spool holds is in the store first, and gone from the spool, then the whole messages that name him go, then the rows. Throws when
 * one of these cannot be done; what was not reached then is still there, and is erased when it is asked for again. The number of calls.
 */
export async function erasePerson(
  { store, emptySpool }: Pick<StoreWriter, 'store' | 'emptySpool'>,
  raw: RawFiles,
  { query, end, person }: ErasedPerson,
): Promise<number> {
  await emptySpool();
  const keys = await callKeysOf(store, query);
  const isNamed = messageNames(person);
  const decoder = new TextDecoder();
  raw.erase(({ callKey, bytes }) => keys.has(callKey) || isNamed(decoder.decode(bytes)));
  return store.erase(query, end);
}

/** The keys of all calls of a person. */
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
