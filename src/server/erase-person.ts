import type { RawFiles } from '../stores/index.ts';
import { callKeysOf, findPerson, type FoundPerson, isMessageOf, type SoughtPerson } from './find-person.ts';
import type { StoreWriter } from './store-writer.ts';

/**
 * Erases a person from a data folder: what the spool holds is in the store first, and gone from the spool, then the whole messages that name him go, then the rows. Throws when
 * one of these cannot be done; what was not reached then is still there, and is erased when it is asked for again. What there was of him.
 */
export async function erasePerson(
  { store, emptySpool }: Pick<StoreWriter, 'store' | 'emptySpool'>,
  raw: RawFiles,
  whom: SoughtPerson,
): Promise<FoundPerson> {
  await emptySpool();
  const found = await findPerson(store, raw, whom);
  raw.erase(isMessageOf(whom, await callKeysOf(store, whom.query)));
  return { ...found, calls: await store.erase(whom.query, whom.end) };
}
