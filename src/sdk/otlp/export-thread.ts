import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type DropReason, TeleError } from '../../core/index.ts';
import { type ExportedLine, type OtlpLost, OtlpTally } from '../../exporters/index.ts';
import type { Span } from '../../traces/index.ts';
import type { ProgramLog } from '../program-log.ts';
import type { FromOtlp, OtlpData, ToOtlp } from './otlp-messages.ts';

const FIRST_WAIT_SECONDS = 1;
const MOST_WAIT_SECONDS = 300;
/** What the heap of the thread may hold. */
const HEAP_MIB = 256;

interface ThreadContext {
  /** Counts what the collector will not get. */
  readonly lose: (what: OtlpLost['what'], reason: DropReason, count: number) => void;
  readonly log: Pick<ProgramLog, 'info' | 'warning'>;
  /** Told when the next batch may come. */
  readonly free: () => void;
}

/** A thread that runs, and what it was given. */
interface Running {
  readonly worker: Worker;
  readonly tally: OtlpTally;
  readonly given: { traces: number; logs: number };
  readonly told: Map<OtlpLost['what'], number>;
  isBusy: boolean;
}

/** The thread of a program that exports. When it ends by itself, what it had is counted and it is started again, after twice as long from time to time. */
export class ExportThread {
  readonly #data: Omit<OtlpData, 'tally'>;
  readonly #context: ThreadContext;
  #running: Running | undefined;
  #isEnding = false;
  #deaths = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(data: Omit<OtlpData, 'tally'>, context: ThreadContext) {
    this.#data = data;
    this.#context = context;
  }

  /** Whether it takes a batch now. */
  get isFree(): boolean {
    return this.#running?.isBusy === false;
  }

  /** Resolves when it exports. Rejects with `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
  async open(): Promise<void> {
    const one = startThread(this.#data);
    one.worker.on('message', (message) => this.#hear(one, message as FromOtlp));
    // It is told when it is gone; without a listener it would end the program.
    one.worker.on('error', () => undefined);
    const left = new Promise<void>((resolve) => one.worker.once('exit', () => resolve()));
    await opened(one.worker, left);
    this.#running = one;
    void left.then(() => this.#gone(one));
    one.worker.unref();
  }

  hand(spans: readonly Span[], lines: readonly ExportedLine[]): void {
    const one = this.#running;
    if (one === undefined) return;
    one.isBusy = true;
    one.given.traces += spans.length;
    one.given.logs += lines.length;
    one.worker.postMessage({ kind: 'batch', spans, lines } satisfies ToOtlp);
  }

  /** Hands over what `flush` gives and lets the thread send it; one that does not end in time is ended. */
  async close(seconds: number, hasMore: () => boolean, flush: () => void): Promise<void> {
    clearTimeout(this.#timer);
    this.#isEnding = true;
    const one = this.#running;
    if (one === undefined) return;
    const late = AbortSignal.timeout(seconds * 1000);
    one.worker.ref();
    const exit = new Promise<boolean>((resolve) => one.worker.once('exit', () => resolve(true)));
    flush();
    while (!late.aborted && (hasMore() || one.isBusy)) if (!(await heard(one.worker, late))) break;
    one.worker.postMessage({ kind: 'close', seconds } satisfies ToOtlp);
    // A second for what it says of the rest.
    const isOver = await Promise.race([exit, once(AbortSignal.timeout(seconds * 1000 + 1000), 'abort').then(() => false)]);
    if (!isOver) await one.worker.terminate();
  }

  #hear(from: Running, message: FromOtlp): void {
    const { lose, log, free } = this.#context;
    if (message.kind === 'taken') {
      from.isBusy = false;
      free();
    } else if (message.kind === 'lost') {
      for (const { what, reason, count } of message.lost) {
        from.told.set(what, count + (from.told.get(what) ?? 0));
        lose(what, reason, count);
      }
    } else if (message.kind === 'log') log[message.level === 'info' ? 'info' : 'warning'](message.message);
  }

  #gone(one: Running): void {
    this.#running = undefined;
    for (const what of ['traces', 'logs'] as const) {
      const left = one.given[what] - one.tally.of(what) - (one.told.get(what) ?? 0);
      if (left > 0) this.#context.lose(what, 'not_acknowledged', left);
    }
    this.#again();
  }

  #again(): void {
    if (this.#isEnding) return;
    const wait = Math.min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(10, this.#deaths));
    this.#deaths += 1;
    this.#context.log.warning(`The thread of OTLP has ended; it is started again after ${wait} s.`);
    this.#timer = setTimeout(() => void this.open().catch(() => this.#again()), wait * 1000).unref();
  }
}

/** Waits for the next thing that the thread says; false when it is too late, or gone. */
async function heard(worker: Worker, late: AbortSignal): Promise<boolean> {
  const next = new AbortController();
  const signal = AbortSignal.any([late, next.signal]);
  const wait = async (event: string, result: boolean): Promise<boolean> =>
    once(worker, event, { signal }).then(
      () => result,
      () => false,
    );
  const result = await Promise.race([wait('message', true), wait('exit', false)]);
  next.abort();
  return result;
}

/** It always runs the built file, also when this file runs from its source under test. */
function startThread(data: Omit<OtlpData, 'tally'>): Running {
  const tally = new OtlpTally();
  const built = import.meta.url.endsWith('.ts') ? '../../../dist/sdk/threads/' : '../threads/';
  const worker = new Worker(new URL(`${built}otlp.js`, import.meta.url), {
    workerData: { ...data, tally: tally.buffer } satisfies OtlpData,
    name: 'ringscope-otlp',
    // The flags of a test runner or of a debugger are not meant for threads.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  return { worker, tally, given: { traces: 0, logs: 0 }, told: new Map(), isBusy: false };
}

/** Resolves when it exports. */
async function opened(worker: Worker, left: Promise<void>): Promise<void> {
  const first = new Promise<FromOtlp>((resolve) => worker.once('message', (message) => resolve(message as FromOtlp)));
  const answer = await Promise.race([first, left]);
  if (answer === undefined) throw new TeleError('INTERNAL', 'The thread of OTLP has ended.');
  if (answer.kind === 'failed') throw new TeleError(answer.code, answer.message);
}
