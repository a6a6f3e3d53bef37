import type { ExportedLine } from '../../exporters/index.ts';
import type { Span } from '../../traces/index.ts';
import type { ExportThread } from './export-thread.ts';
import type { LinkContext } from './link-context.ts';
import type { ProgramTraces } from './program-traces.ts';

const MOST_BATCH = 256;
/** Calls that are looked at in a row: most of them may have traces that are not kept. */
const SLICE_CALLS = 256;

interface FeedContext {
  readonly traces: ProgramTraces;
  /** Lines that wait for the thread; beyond it the oldest is dropped, and counted. */
  readonly mostLines: number;
  readonly lose: LinkContext['lose'];
}

/** What a program has for the thread that exports. Traces are made when there is room for them: until then calls wait as they are. */
export class ExportFeed {
  readonly #context: FeedContext;
  readonly #spans: Span[] = [];
  readonly #lines: ExportedLine[] = [];
  #isLast = false;

  constructor(context: FeedContext) {
    this.#context = context;
  }

  /** From now on calls that are over wait for nothing else that is told of them. */
  end(): void {
    this.#isLast = true;
  }

  line(line: ExportedLine): void {
    this.#lines.push(line);
    const over = this.#lines.length - this.#context.mostLines;
    if (over > 0) this.#context.lose('logs', 'queue_full', this.#lines.splice(0, over).length);
  }

  /** Hands over what there is, if the thread takes it now. True while something is left. */
  give(thread: ExportThread): boolean {
    if (thread.isFree) {
      this.#fill();
      this.#hand(thread);
    }
    return this.#spans.length + this.#lines.length > 0 || this.#context.traces.isDue(this.#isLast);
  }

  /** The same once a batch is full. */
  giveFull(thread: ExportThread): void {
    this.#fill();
    if (Math.max(this.#spans.length, this.#lines.length) >= MOST_BATCH) this.#hand(thread);
  }

  /** Counts what is left, and lets go of it. */
  drop(): void {
    const { traces, lose } = this.#context;
    const left = { traces: this.#spans.splice(0).length, logs: this.#lines.splice(0).length, calls: traces.drop() };
    for (const what of ['traces', 'logs', 'calls'] as const) if (left[what] > 0) lose(what, 'not_acknowledged', left[what]);
  }

  #fill(): void {
    for (let calls = 0; calls < SLICE_CALLS && this.#spans.length < MOST_BATCH; calls += 1) {
      const made = this.#context.traces.next(this.#isLast);
      if (made === undefined) return;
      this.#spans.push(...made);
    }
  }

  #hand(thread: ExportThread): void {
    const spans = this.#spans.splice(0, Math.min(MOST_BATCH, thread.room));
    const lines = this.#lines.splice(0, MOST_BATCH);
    if (spans.length + lines.length > 0) thread.hand(spans, lines);
  }
}
