import { randomUUID } from 'node:crypto';
import type { Clock, DropReason, TrackerOutput } from '../../core/index.ts';
import { createTraceHash, type ExportedLine, type OtlpConfig, type OtlpLost, traceKeyOf } from '../../exporters/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { Span } from '../../traces/index.ts';
import type { ProgramLog } from '../program-log.ts';
import { ExportThread } from './export-thread.ts';
import { ProgramTraces } from './program-traces.ts';

/** Exports what a program tells. Nothing of it throws into the program or keeps it alive. */
export interface OtlpLink {
  /** Takes what the tracker says. */
  take(output: TrackerOutput): void;
  line(level: ExportedLine['level'], message: string): void;
  /** Begins to export. Rejects with `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
  start(): Promise<void>;
  /** Sends what waits, as long as it may take; the rest is dropped and counted. */
  stop(): Promise<void>;
}

interface LinkContext {
  readonly pages: SharedPages;
  readonly privacyKey: Uint8Array;
  readonly now: Clock;
  /** Counts what the collector will not get. */
  readonly lose: (what: OtlpLost['what'], reason: DropReason, count: number) => void;
  readonly log: Pick<ProgramLog, 'info' | 'warning'>;
}

/** Spans, and lines, that wait for the thread; beyond it the oldest is dropped, and counted. */
const MOST_WAITING = 2048;
const MOST_BATCH = 256;
const FLUSH_MS = 250;
const LOOK_MS = 1000;
const DRAIN_SECONDS = 5;

/** Makes what exports of one instance; it does nothing before `start`. */
export function createOtlpLink(
  { config, drainSeconds = DRAIN_SECONDS }: { readonly config: OtlpConfig; readonly drainSeconds: number | undefined },
  { pages, privacyKey, now, lose, log }: LinkContext,
): OtlpLink {
  const spans: Span[] = [];
  const lines: ExportedLine[] = [];
  const has = (signal: 'traces' | 'logs'): boolean => config.signals.some((one) => one.signal === signal);
  let isEnding = false;
  let timers: readonly NodeJS.Timeout[] = [];

  const keep = <T>(what: 'traces' | 'logs', waiting: T[], items: readonly T[]): void => {
    waiting.push(...items);
    const over = waiting.length - MOST_WAITING;
    if (over > 0) lose(what, 'queue_full', waiting.splice(0, over).length);
  };
  const traces = new ProgramTraces({
    hash: createTraceHash(traceKeyOf(privacyKey)),
    maker: randomUUID(),
    sampling: config.sampling,
    now,
    spans: (made) => keep('traces', spans, made),
    lost: (count) => lose('calls', 'queue_full', count),
  });
  const isMore = (): boolean => spans.length + lines.length > 0;
  const flush = (): void => {
    if (thread.isFree && isMore()) thread.hand(spans.splice(0, MOST_BATCH), lines.splice(0, MOST_BATCH));
  };
  const free = (): void => {
    if (isEnding || Math.max(spans.length, lines.length) >= MOST_BATCH) flush();
  };
  const thread = new ExportThread({ config, pages, startedAt: now() }, { lose, log, free });
  return {
    take(output) {
      if (has('traces')) traces.take(output);
    },
    line(level, message) {
      if (has('logs')) keep('logs', lines, [{ at: now(), level, message, attributes: {} }]);
    },
    async start() {
      await thread.open();
      timers = [setInterval(() => traces.look(), LOOK_MS).unref(), setInterval(flush, FLUSH_MS).unref()];
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      traces.look(true);
      isEnding = true;
      await thread.close(drainSeconds, isMore, flush);
      if (spans.length > 0) lose('traces', 'not_acknowledged', spans.splice(0).length);
      if (lines.length > 0) lose('logs', 'not_acknowledged', lines.splice(0).length);
    },
  };
}
