import type { Clock } from '../../core/index.ts';
import type { ProgramMark } from '../../format/index.ts';
import type { Rounds } from '../rounds.ts';
import type { StoreQueue } from '../store-queue.ts';
import { RecentPrograms } from './recent-programs.ts';

/** Which events a program tells. */
export interface Sender {
  /** What the program calls itself: a random text, another one after each of its starts. */
  readonly instance: string;
  /** The number of the first of the events; the others follow it. */
  readonly sequence: number;
}

/** What became of the events of a program. */
export interface Taken<T> {
  /** How many of them, the first ones, were taken before. */
  readonly duplicates: number;
  /** The number of the last event that was taken of the program. */
  readonly sequence: number;
  /** What `ingest` made of the others. */
  readonly made: T;
  /** Number of the change that covers the events, their changes and the mark. */
  readonly lsn: number;
}

/** Takes the events of programs, each once. */
export interface ProgramIntake {
  take<T>(sender: Sender, count: number, ingest: (skip: number) => Promise<T>): Promise<Taken<T>>;
}

interface IntakeContext {
  /** How far programs had come before. */
  readonly left: readonly ProgramMark[];
  readonly queue: Pick<StoreQueue, 'mark' | 'together'>;
  /** Turns all that has been read so far into changes in the queue. */
  readonly whole: Rounds['whole'];
  readonly now: Clock;
}

/**
 * Takes one request after the other: what is sent again while it is being taken waits until it is. Events, mark and all changes of calls that the events make
 * are sent as one frame: until the round that covers the events is whole, nothing is sent.
 */
export function createProgramIntake({ left, queue, whole, now }: IntakeContext): ProgramIntake {
  const programs = new RecentPrograms(left);
  let taking: Promise<unknown> = Promise.resolve();

  const takeNow = async <T>({ instance, sequence }: Sender, count: number, ingest: (skip: number) => Promise<T>): Promise<Taken<T>> => {
    const known = programs.sequenceOf(instance);
    const duplicates = Math.min(count, Math.max(0, known - sequence + 1));
    const last = Math.max(known, sequence + count - 1);
    let made: T | undefined;
    const lsn = await queue.together(async () => {
      made = await ingest(duplicates);
      const mark = { instance, sequence: last, heardAt: now() };
      programs.note(mark);
      // What was taken before is on its way already, with its mark.
      if (duplicates === count) return;
      queue.mark(mark);
      await whole();
    });
    // Nothing else sets it.
    return { duplicates, sequence: last, made: made as T, lsn };
  };

  return {
    async take(sender, count, ingest) {
      const taken = taking.catch(() => undefined).then(async () => takeNow(sender, count, ingest));
      taking = taken;
      return taken;
    },
  };
}
