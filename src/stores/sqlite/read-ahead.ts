import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type CallConditions, type ErrorCode, TeleError } from '../../core/index.ts';
import { dayPortions, type Portion, type PortionPlace } from './day-portions.ts';
import type { DayFiles } from './day-files.ts';

/** Rows that are read without a thread, which takes some 30 ms to start. */
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
  readonly after: PortionPlace;
}

/** To the thread: read one portion more, or end. It answers each `next` in turn. */
export type ReadAheadRequest = 'next' | 'end';
export type ReadAheadAnswer =
  | { readonly kind: 'portion'; readonly portion: Portion }
  | { readonly kind: 'done' }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string };

/** The portions of `dayPortions`: a few are read here, all others by a thread while these are made use of. */
export async function* portionsAhead(files: DayFiles, folder: string, conditions: CallConditions): AsyncGenerator<Portion, void> {
  let left = ROWS_HERE;
  for (const portion of dayPortions(files, conditions)) {
    yield portion;
    left -= Math.max(portion.rows, LEAST_ROWS);
    if (left > 0) continue;
    const { day, first, width } = portion;
    yield* readInThread({ folder, conditions, after: { day, first, width } });
    return;
  }
}

/** Ends the thread when it is itself ended early. */
async function* readInThread(data: ReadAheadData): AsyncGenerator<Portion, void> {
  const worker = startThread(data);
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  const ask = (request: ReadAheadRequest): void => worker.postMessage(request);
  try {
    for (let count = 0; count < AHEAD; count += 1) ask('next');
    for await (const [message] of on(worker, 'message', { close: ['exit'] })) {
      // The thread sends nothing else.
      const answer = message as ReadAheadAnswer;
      if (answer.kind === 'failure') throw new TeleError(answer.code, answer.message);
      if (answer.kind === 'done') return;
      ask('next');
      yield answer.portion;
    }
    throw new TeleError('INTERNAL', 'The thread that reads an export ended too early.');
  } catch (error) {
    throw error instanceof TeleError ? error : new TeleError('INTERNAL', 'The thread that reads an export failed.', error);
  } finally {
    ask('end');
    await exited;
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
