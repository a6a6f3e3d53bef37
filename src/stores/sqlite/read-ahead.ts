import { on } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type CallConditions, type ErrorCode, type StoreProblem, TeleError } from '../../core/index.ts';
import { dayPortions, type Portion, type PortionPlace } from './day-portions.ts';
import type { DayFiles } from './day-files.ts';

/** Rows that are read before a thread is started. */
const ROWS_HERE = 8192;
/** What a portion with fewer rows counts for. */
const LEAST_ROWS = 128;
/** Portions that the thread may have read before they are wanted, some 250 kB each: a disk takes long over the first ones of a day. */
const AHEAD = 12;
/** Young objects die in the thread as soon as they are sent. */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** What the thread is given. */
export interface ReadAheadData {
  readonly folder: string;
  readonly conditions: CallConditions;
}

/** To the thread: go on after a place, read one portion more, or end. */
export type ReadAheadRequest = PortionPlace | 'next' | 'end';
/** From it: that it can read, and in turn what each `next` gave. */
export type ReadAheadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'portion'; readonly portion: Portion }
  | { readonly kind: 'done'; readonly unread: readonly StoreProblem[] }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string };

/** A thread that reads. */
interface Reader {
  /** Whether it has started. Throws when it failed to. */
  isReady(): boolean;
  portions(after: PortionPlace): AsyncGenerator<Portion, readonly StoreProblem[]>;
  /** Resolves when the thread is gone. */
  end(): Promise<void>;
}

/** The portions of `dayPortions`: when they are many, a thread reads while those before are made use of. */
export async function* portionsAhead(files: DayFiles, folder: string, conditions: CallConditions): AsyncGenerator<Portion, void> {
  let left = ROWS_HERE;
  let reader: Reader | undefined;
  try {
    for (const portion of dayPortions(files, conditions)) {
      yield portion;
      left -= Math.max(portion.rows, LEAST_ROWS);
      if (left > 0) continue;
      reader ??= startReader({ folder, conditions });
      // What is read until it has started is read here; its message comes between two portions.
      await setImmediate();
      if (!reader.isReady()) continue;
      const { day, first, width } = portion;
      const unread = yield* reader.portions({ day, first, width });
      for (const { file, reason } of unread) files.unread.note(join(folder, file), new TeleError('STORE_CORRUPT', reason), undefined);
      return;
    }
  } finally {
    await reader?.end();
  }
}

function startReader(data: ReadAheadData): Reader {
  const worker = startThread(data);
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const ask = (request: ReadAheadRequest): void => worker.postMessage(request);
  let isReady = false;
  let failure: unknown;
  worker.once('message', () => (isReady = true));
  worker.on('error', (error) => (failure ??= error));
  return {
    isReady() {
      if (failure !== undefined) throw new TeleError('INTERNAL', 'The thread that reads an export could not start.', failure);
      return isReady;
    },
    async *portions(after) {
      ask(after);
      for (let count = 0; count < AHEAD; count += 1) ask('next');
      for await (const answer of answersOf(worker)) {
        if (answer.kind === 'failure') throw new TeleError(answer.code, answer.message);
        if (answer.kind === 'done') return answer.unread;
        ask('next');
        if (answer.kind === 'portion') yield answer.portion;
      }
      throw new TeleError('INTERNAL', 'The thread that reads an export ended too early.', failure);
    },
    async end() {
      // It reads this also when it is not ready yet: a thread that is ended in the midst of SQLite ends the process.
      ask('end');
      await exited;
    },
  };
}

/** Ends with the thread. */
async function* answersOf(worker: Worker): AsyncGenerator<ReadAheadAnswer, void> {
  try {
    // The thread sends nothing else.
    for await (const [message] of on(worker, 'message', { close: ['exit'] })) yield message as ReadAheadAnswer;
  } catch (error) {
    throw new TeleError('INTERNAL', 'The thread that reads an export failed.', error);
  }
}

/** It always runs the built file, also when this file runs from its source under test. */
function startThread(data: ReadAheadData): Worker {
  const built = import.meta.url.endsWith('.ts') ? '../../../dist/stores/threads/' : '../threads/';
  return new Worker(new URL(`${built}reader.js`, import.meta.url), {
    workerData: data,
    name: 'ringscope-reader',
    resourceLimits: LIMITS,
    // The flags of a test runner or of a debugger are not meant for threads.
    execArgv: [],
  });
}
