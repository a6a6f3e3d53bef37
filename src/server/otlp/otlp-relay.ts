import type { ExportedLine } from '../../exporters/index.ts';
import type { Span } from '../../traces/index.ts';
import type { LogLine } from '../log/line.ts';
import type { OtlpBatch } from './otlp-messages.ts';
import { exportedLine } from './exported-line.ts';

/** Handed over at once: a copy of so many takes little. */
const MAX_BATCH = 256;
/** Lines, calls and spans that wait for the thread; beyond it the oldest is dropped, and counted. */
const MAX_WAITING = 2048;

/** What is lost on the way: spans by the name of their signal. */
type Lost = 'logs' | 'calls' | 'traces';

interface RelayContext {
  /** Hands a batch over; resolves when it was taken. */
  readonly send: (batch: OtlpBatch) => Promise<unknown>;
  /** Whether there is a thread that takes batches. What is handed over and not taken is counted by who hands it over. */
  readonly isOpen: () => boolean;
  readonly lost: (what: Lost, reason: 'queue_full' | 'not_acknowledged', count: number) => void;
}

/** Main's end of the export: it waits for nobody, and keeps no more than it says. */
export interface OtlpRelay {
  /** Takes the id of a call that is over and whose trace is exported. */
  call(id: string): void;
  /** Takes a line of the log. */
  line(line: LogLine): void;
  /** Takes the span of what is no part of a call. */
  span(span: Span): void;
  /** Hands over what waits, unless the thread has not taken what it had before. */
  flush(): void;
  /** Hands over all that waits. */
  drain(): Promise<void>;
}

/** Starts with nothing that waits. */
export function createOtlpRelay({ send, isOpen, lost }: RelayContext): OtlpRelay {
  const lines: ExportedLine[] = [];
  const calls: string[] = [];
  const spans: Span[] = [];
  let sending: Promise<void> | undefined;
  const most = (): number => Math.max(lines.length, calls.length, spans.length);
  const flush = (): void => {
    if (sending !== undefined || !isOpen() || most() === 0) return;
    const taken = (): void => {
      sending = undefined;
      // Whole batches wait for no timer.
      if (most() >= MAX_BATCH) flush();
    };
    const batch = { lines: lines.splice(0, MAX_BATCH), calls: calls.splice(0, MAX_BATCH), spans: spans.splice(0, MAX_BATCH) };
    sending = send(batch).then(taken, taken);
  };
  const keep = <T>(waiting: T[], one: T, what: Lost): void => {
    waiting.push(one);
    if (waiting.length >= MAX_BATCH) flush();
    if (waiting.length <= MAX_WAITING) return;
    waiting.shift();
    lost(what, 'queue_full', 1);
  };
  return {
    call: (id) => keep(calls, id, 'calls'),
    line: (line) => keep(lines, exportedLine(line), 'logs'),
    span: (span) => keep(spans, span, 'traces'),
    flush,
    async drain() {
      await sending;
      while (isOpen() && most() > 0) {
        flush();
        await sending;
      }
      if (lines.length > 0) lost('logs', 'not_acknowledged', lines.splice(0).length);
      if (calls.length > 0) lost('calls', 'not_acknowledged', calls.splice(0).length);
      if (spans.length > 0) lost('traces', 'not_acknowledged', spans.splice(0).length);
    },
  };
}
