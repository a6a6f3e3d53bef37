import { present, TeleError } from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import { erasePerson } from './erase-person.ts';
import type { StoreFromHttp, StoreHealth } from './messages.ts';
import type { StoreWriter } from './store-writer.ts';
import type { Answers } from './thread-port.ts';

/** What the answers come from. */
export interface AnsweringStore extends Pick<StoreWriter, 'store' | 'reached' | 'kept' | 'emptySpool'> {
  readonly raw: RawFiles;
  /** Why nothing can be written at the moment. Undefined when all is well. */
  failure(): StoreHealth['failure'];
}

/** Answers what only the writer of a store can. `use` throws when there is no store. */
export function storeAnswers(use: () => AnsweringStore): Omit<Answers<StoreFromHttp>, 'health' | 'lacking'> {
  return {
    async erase({ afterLsn, ...whom }) {
      const { reached, raw, ...writer } = use();
      if (!(await reached(afterLsn)))
        throw new TeleError('STORE_UNWRITABLE', 'Nothing was erased, because what has arrived cannot be written at the moment.');
      return erasePerson(writer, raw, whom);
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
