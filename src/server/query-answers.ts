import { type CallStore, present, TeleError } from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import { QUESTIONS, type Questions } from './analytics/questions.ts';
import { findPerson, hashOfShown } from './find-person.ts';
import type { Applied, QueryFromHttp } from './messages.ts';
import type { Answers } from './thread-port.ts';

type QuestionAnswers = Pick<Answers<QueryFromHttp>, keyof Questions>;

/** What answers questions about the calls of a store. */
export type QueryAnswers = Omit<Answers<QueryFromHttp>, 'health'>;

/** How a question is worked on. */
export interface Asking {
  /** Whether all up to this number is in the store; waits for it, but only as long as there is time for an answer. */
  applied(lsn: number, until: number): Promise<Applied>;
  /** Works on a question of this kind when it is its turn, with a store that ends at its deadline, once `prepare` has resolved. */
  ask<Prepared, Answer>(
    kind: string,
    until: number,
    prepare: () => Promise<Prepared>,
    work: (store: CallStore, prepared: Prepared) => Promise<Answer>,
  ): Promise<Answer>;
  readonly raw: () => RawFiles;
}

/** Answers every question: in the query thread, and in a program that reads the files itself. */
export function queryAnswers({ ask, applied, raw }: Asking): QueryAnswers {
  /** Answers a question once everything up to `afterLsn` is applied. */
  const asked =
    (kind: string, question: (store: CallStore, query: never) => Promise<object>) =>
    async ({ query, afterLsn }: { readonly query: never; readonly afterLsn: number }, until: number): Promise<object> =>
      ask(
        kind,
        until,
        async () => applied(afterLsn, until),
        async (store, state) => {
          const answer = await question(store, query);
          return state.isApplied ? answer : { ...answer, isPartial: true };
        },
      );
  // Each question is asked by its own name with its own query; Object.entries loses which belongs to which.
  const questions = Object.fromEntries(
    Object.entries(QUESTIONS).map(([name, question]) => [name, asked(name, question)]),
  ) as QuestionAnswers;

  return {
    ...questions,
    list: async ({ filter, afterLsn }, until) =>
      ask(
        'list',
        until,
        async () => applied(afterLsn, until),
        async (store, state) => {
          const page = await store.listCalls(filter);
          return state.isApplied ? page : { ...page, isPartial: true };
        },
      ),
    find: async ({ afterLsn, ...wanted }, until) =>
      ask(
        'find',
        until,
        async () => applied(afterLsn, until),
        async (store, state) => find(store, wanted, state),
      ),
    ...personAnswers({ ask, applied, raw }),
    messages: async ({ callKey, since, until: before }, until) =>
      ask(
        'messages',
        until,
        async () => undefined,
        async () => {
          const decoder = new TextDecoder();
          const found = raw().find(callKey, since, before);
          return { messages: found.map(({ at, bytes }) => ({ at, text: decoder.decode(bytes) })) };
        },
      ),
  };
}

/** Answers about persons: what is stored, and who has a pseudonym. */
function personAnswers({ ask, applied, raw }: Asking): Pick<QueryAnswers, 'person' | 'shownPerson'> {
  return {
    person: async ({ afterLsn, ...whom }, until) =>
      ask(
        'person',
        until,
        async () => applied(afterLsn, until),
        async (store, state) => {
          const found = await findPerson(store, raw(), whom);
          return state.isApplied ? found : { ...found, isPartial: true };
        },
      ),
    shownPerson: async ({ afterLsn, start }, until) =>
      ask(
        'person',
        until,
        async () => applied(afterLsn, until),
        async (store) => present({ hash: await hashOfShown(store, start) }),
      ),
  };
}

type Wanted = Omit<QueryFromHttp['find']['request'], 'afterLsn'>;

async function find(store: CallStore, { id, callKey, similarSeconds }: Wanted, state: Applied): Promise<QueryFromHttp['find']['response']> {
  const byId = await store.findCalls(id);
  const calls = byId.length > 0 ? byId : await store.findCalls(callKey);
  const [newest] = calls;
  if (newest === undefined && !state.isApplied)
    throw new TeleError('STORE_UNWRITABLE', state.reason ?? 'The call may be among those that are not written yet.');
  const unread = newest === undefined ? (await store.problems()).find(({ isUnread }) => isUnread) : undefined;
  if (unread !== undefined)
    throw new TeleError('STORE_CORRUPT', `The call was not found; it may be in a file that cannot be read. ${unread.reason}`);
  if (newest?.call.outcome === undefined || similarSeconds === 0) return { calls, similar: 0 };
  const { startedAt } = newest.call;
  return {
    calls,
    similar: await store.countSimilar(newest.call, { since: startedAt - similarSeconds, until: startedAt + similarSeconds }),
  };
}
