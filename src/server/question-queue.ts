import { setImmediate } from 'node:timers/promises';
import { type Deadline, TeleError } from '../core/index.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import type { StopFlag } from './stop-flag.ts';

/** Questions of one kind that wait or are worked on: a flood of dashboards refuses no list, and what waits is answered in time. */
const MAX_WAITING = 32;
/** Before its deadline an answer has to be made into text and sent. */
const ANSWER_SECONDS = 1;

/** One question. */
interface Question<Prepared, Answer> {
  /** What is bounded, and what takes turns with what. */
  readonly kind: string;
  /** When nobody waits for the answer any more, by `monotonicSeconds`. */
  readonly until: number;
  /** What is waited for before it is its turn, beside others that work. */
  readonly prepare: () => Promise<Prepared>;
  readonly work: (prepared: Prepared, deadline: Deadline) => Promise<Answer>;
}

/** Questions of several kinds that one thread works on, one at a time. */
export interface QuestionQueue {
  /**
   * Resolves with the answer. Rejects with `STORE_BUSY` when as many of its kind wait as may, and without any work when there is no time left at its turn.
   */
  ask<Prepared, Answer>(question: Question<Prepared, Answer>): Promise<Answer>;
}

/** Starts with nobody. Everything ends soon when the flag is set. */
export function createQuestionQueue(stop: StopFlag): QuestionQueue {
  const counts = new Map<string, number>();
  const turns = createTurns();

  async function inTurn<P, A>({ kind, until, work }: Question<P, A>, prepared: P): Promise<A> {
    await turns.take(kind);
    try {
      const end = until - ANSWER_SECONDS;
      const deadline = (): boolean => stop.isSet || monotonicSeconds() > end;
      if (deadline()) throw new TeleError('STORE_BUSY', stop.isSet ? 'The server stops.' : 'The questions before this one took too long.');
      return await work(prepared, deadline);
    } finally {
      turns.leave();
    }
  }

  return {
    async ask(question) {
      const { kind } = question;
      const count = counts.get(kind) ?? 0;
      if (count >= MAX_WAITING) throw new TeleError('STORE_BUSY', `${MAX_WAITING} questions of this kind wait already.`);
      counts.set(kind, count + 1);
      try {
        return await inTurn(question, await question.prepare());
      } finally {
        counts.set(kind, (counts.get(kind) ?? 1) - 1);
      }
    },
  };
}

/** Gives one a turn after the other: of those that wait, the kinds in turn. */
function createTurns(): { take(kind: string): Promise<void>; leave(): void } {
  const waiting = new Map<string, (() => void)[]>();
  let isTaken = false;

  function next(): void {
    for (const [kind, queue] of waiting) {
      waiting.delete(kind);
      const begin = queue.shift();
      // A kind that had its turn goes behind the others.
      if (queue.length > 0) waiting.set(kind, queue);
      if (begin === undefined) continue;
      begin();
      return;
    }
    isTaken = false;
  }

  return {
    async take(kind) {
      if (isTaken) {
        await new Promise<void>((resolve) => {
          const queue = waiting.get(kind) ?? [];
          queue.push(resolve);
          waiting.set(kind, queue);
        });
      }
      isTaken = true;
    },
    leave() {
      // Between two turns messages are taken in.
      void setImmediate().then(next);
    },
  };
}
