import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { type ExportedLine, type OtlpLost, OtlpTally } from '../../exporters/index.ts';
import type { Span } from '../../traces/index.ts';
import type { LinkContext } from './link-context.ts';
import type { FromOtlp, OtlpData, ToOtlp } from './otlp-messages.ts';
import { RestartWaits } from './restart-waits.ts';

/** How long it has, when the time to send is over, to say what was lost. */
const SAY_SECONDS = 1;
/** What the heap of the thread may hold. */
const HEAP_MIB = 256;

interface ThreadContext extends Pick<LinkContext, 'lose' | 'log'> {
  /** How long loading the packages may take. */
  readonly openSeconds: number;
  /** Told when more may come. */
  readonly free: () => void;
}

/** A thread that runs, and what it was given. */
interface Running {
  readonly worker: Worker;
  /** Resolves when it has ended. */
  readonly left: Promise<void>;
  readonly tally: OtlpTally;
  readonly given: { traces: number; logs: number };
  readonly told: Map<OtlpLost['what'], number>;
  isOpen: boolean;
  isBusy: boolean;
  /** Spans that it has room for, and whether the collector fails. */
  room: number;
  isFailing: boolean;
}

/** The thread of a program that exports. When it ends by itself, what it had is counted and it is started again, after twice as long from time to time. */
export class ExportThread {
  readonly #data: Omit<OtlpData, 'tally'>;
  readonly #context: ThreadContext;
  readonly #waits = new RestartWaits();
  #one: Running | undefined;
  #isEnding = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(data: Omit<OtlpData, 'tally'>, context: ThreadContext) {
    this.#data = data;
    this.#context = context;
  }

  /** Whether it takes a batch now. */
  get isFree(): boolean {
    return this.#one?.isOpen === true && !this.#one.isBusy;
  }

  /** How many spans it has room for before one is dropped. At the end what a collector that fails does not take is lost, so there is room for all. */
  get room(): number {
    if (this.#one === undefined) return 0;
    return this.#isEnding && this.#one.isFailing ? Infinity : this.#one.room;
  }

  /** Resolves when it exports, or was closed meanwhile. Rejects with `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`, and when it takes too long. */
  async open(): Promise<void> {
    if (this.#isEnding) return;
    const one = startThread(this.#data);
    this.#one = one;
    one.worker.on('message', (message) => this.#hear(one, message as FromOtlp));
    // It is told when it is gone; without a listener it would end the program.
    one.worker.on('error', () => undefined);
    try {
      await opened(one, this.#context.openSeconds);
    } catch (error) {
      this.#one = undefined;
      await one.worker.terminate();
      if (this.#isEnding) return;
      throw error;
    }
    one.isOpen = true;
    this.#waits.begun(performance.now() / 1000);
    void one.left.then(() => this.#gone(one));
    one.worker.unref();
  }

  hand(spans: readonly Span[], lines: readonly ExportedLine[]): void {
    const one = this.#one;
    if (one === undefined) return;
    one.isBusy = true;
    one.room -= spans.length;
    one.given.traces += spans.length;
    one.given.logs += lines.length;
    one.worker.postMessage({ kind: 'batch', spans, lines } satisfies ToOtlp);
  }

  /** Hands over what `give` has, until that says that nothing is left, and lets the thread send it, all within so many seconds; one that does not end then is ended. */
  async close(seconds: number, give: () => boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#isEnding = true;
    const one = this.#one;
    if (one === undefined) return;
    // It was given nothing.
    if (!one.isOpen) return void (await one.worker.terminate());
    const endsAt = performance.now() + seconds * 1000;
    const leftSeconds = (): number => Math.max(0, endsAt - performance.now()) / 1000;
    one.worker.ref();
    await this.#feed(one, give, timeout(seconds));
    const rest = leftSeconds();
    one.worker.postMessage({ kind: 'close', seconds: rest } satisfies ToOtlp);
    const late = once(timeout(rest + SAY_SECONDS), 'abort').then(() => 'late' as const);
    if ((await Promise.race([one.left, late])) === 'late') await one.worker.terminate();
  }

  async #feed(one: Running, give: () => boolean, late: AbortSignal): Promise<void> {
    let isGone = false;
    void one.left.then(() => (isGone = true));
    while (!late.aborted && !isGone) {
      const isLeft = give();
      if (!isLeft && !one.isBusy) return;
      // The program goes on between two slices.
      if (this.isFree && this.room > 0) await new Promise((resolve) => setImmediate(resolve));
      else await heard(one.worker, late);
    }
  }

  #hear(from: Running, message: FromOtlp): void {
    const { lose, log, free } = this.#context;
    if (message.kind === 'room') [from.room, from.isFailing] = [message.spans, message.isFailing];
    else if (message.kind === 'taken') from.isBusy = false;
    else if (message.kind === 'lost') {
      for (const { what, reason, count } of message.lost) {
        from.told.set(what, count + (from.told.get(what) ?? 0));
        lose(what, reason, count);
      }
    } else if (message.kind === 'log') log[message.level === 'info' ? 'info' : 'warning'](message.message);
    if (this.isFree && !this.#isEnding) free();
  }

  #gone(one: Running): void {
    this.#one = undefined;
    for (const what of ['traces', 'logs'] as const) {
      const left = one.given[what] - one.tally.of(what) - (one.told.get(what) ?? 0);
      if (left > 0) this.#context.lose(what, 'not_acknowledged', left);
    }
    this.#again();
  }

  #again(): void {
    if (this.#isEnding) return;
    const wait = this.#waits.ended(performance.now() / 1000);
    this.#context.log.warning(`The thread of OTLP has ended; it is started again after ${wait} s.`);
    this.#timer = setTimeout(() => void this.open().catch(() => this.#again()), wait * 1000).unref();
  }
}

/** Resolves with the next thing that the thread says, or when it is too late, or gone. */
async function heard(worker: Worker, late: AbortSignal): Promise<void> {
  const next = new AbortController();
  const signal = AbortSignal.any([late, next.signal]);
  const wait = async (event: string): Promise<void> =>
    once(worker, event, { signal }).then(
      () => undefined,
      () => undefined,
    );
  await Promise.race([wait('message'), wait('exit')]);
  next.abort();
}

/** A signal of whole milliseconds, which is all that it takes. */
function timeout(seconds: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(seconds * 1000));
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
  return {
    worker,
    left: new Promise((resolve) => worker.once('exit', () => resolve())),
    tally,
    given: { traces: 0, logs: 0 },
    told: new Map(),
    isOpen: false,
    isBusy: false,
    room: data.config.signals.find(({ signal }) => signal === 'traces')?.queueItems ?? 0,
    isFailing: false,
  };
}

/** Resolves when it exports. */
async function opened({ worker, left }: Running, seconds: number): Promise<void> {
  const first = new Promise<FromOtlp>((resolve) => worker.once('message', (message) => resolve(message as FromOtlp)));
  const late = once(timeout(seconds), 'abort').then(() => 'late' as const);
  const answer = await Promise.race([first, left, late]);
  if (answer === 'late') throw new TeleError('INTERNAL', `The thread of OTLP did not begin within ${seconds} s.`);
  if (answer === undefined) throw new TeleError('INTERNAL', 'The thread of OTLP has ended.');
  if (answer.kind === 'failed') throw new TeleError(answer.code, answer.message);
}
