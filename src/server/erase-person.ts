import type { RawFiles } from '../stores/index.ts';
import { type FoundPerson, isMessageOf, searchPerson, type SoughtPerson } from './find-person.ts';
import type { StoreWriter } from './store-writer.ts';

/**
 * Erases a person from a data folder: the spool is emptied into the store, then the whole messages that name the person are deleted, then the rows. Throws when one of these
 * fails; the rest is erased when it is asked for again. Returns what was erased.
 */
export async function erasePerson(
  { store, emptySpool }: Pick<StoreWriter, 'store' | 'emptySpool'>,
  raw: RawFiles,
  whom: SoughtPerson,
): Promise<FoundPerson> {
  await emptySpool();
  const { found, callKeys } = await searchPerson(store, raw, whom);
  raw.erase(isMessageOf(whom, callKeys));
  return { ...found, calls: await store.erase(whom.query, whom.end) };
}
