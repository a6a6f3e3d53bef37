import { TeleError, type CallStore } from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import { QUESTIONS, type Questions } from './analytics/questions.ts';
import type { StoreFromHttp, StoreHealth } from './messages.ts';
import type { StoreWriter } from './store-writer.ts';
import type { Answers } from './thread-port.ts';

type QuestionAnswers = Pick<Answers<StoreFromHttp>, keyof Questions>;

/** What the answers come from. */
export interface AnsweringStore extends Pick<StoreWriter, 'store' | 'reached' | 'kept'> {
  readonly raw: RawFiles;
  /** Why nothing can be written at the moment. Undefined when all is well. */
  failure(): StoreHealth['failure'];
}

/** Answers everything about the calls of a store: behind the store thread, and in a program that reads the files itself. `use` throws when there is no store. */
export function storeAnswers(use: () => AnsweringStore): Omit<Answers<StoreFromHttp>, 'health' | 'erase'> {
  /** Answers a question once everything up to `afterLsn` is applied. */
  const asked =
    (question: (store: CallStore, query: never) => Promise<object>) =>
    async ({ query, afterLsn }: { readonly query: never; readonly afterLsn: number }): Promise<object> => {
      const { store, reached } = use();
      const isReached = await reached(afterLsn);
      const answer = await question(store, query);
      return isReached ? answer : { ...answer, isPartial: true };
    };
  // Each question is asked by its own name with its own query; Object.entries loses which belongs to which.
  const questions = Object.fromEntries(Object.entries(QUESTIONS).map(([name, question]) => [name, asked(question)])) as QuestionAnswers;

  return {
    ...questions,
    async messages({ callKey, since, until }) {
      const decoder = new TextDecoder();
      return {
        messages: use()
          .raw.find(callKey, since, until)
          .map(({ at, bytes }) => ({ at, text: decoder.decode(bytes) })),
      };
    },
    async list({ filter, afterLsn }) {
      const { store, reached } = use();
      const isReached = await reached(afterLsn);
      const page = await store.listCalls(filter);
      return isReached ? page : { ...page, isPartial: true };
    },
    async find({ id, callKey, similarSince, afterLsn }) {
      const { store, reached, failure } = use();
      const isReached = await reached(afterLsn);
      const byId = await store.findCalls(id);
      const calls = byId.length > 0 ? byId : await store.findCalls(callKey);
      const [newest] = calls;
      if (newest === undefined && !isReached)
        throw new TeleError('STORE_UNWRITABLE', failure()?.message ?? 'The call may be among those that are not written yet.');
      const similar = newest?.call.outcome === undefined ? 0 : await store.countSimilar(newest.call, similarSince);
      return { calls, similar };
    },
    applied: async ({ lsn }) => ({ isApplied: await use().reached(lsn) }),
    async kept({ lsn }) {
      const { kept, failure } = use();
      if (await kept(lsn)) return {};
      throw new TeleError('STORE_UNWRITABLE', failure()?.message ?? 'The events are not on the disk.');
    },
  };
}
