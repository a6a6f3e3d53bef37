import { randomUUID } from 'node:crypto';
import type { TrackerOutput } from '../../core/index.ts';
import { createTraceHash, type ExportedLine, type OtlpConfig, traceKeyOf } from '../../exporters/index.ts';
import { ExportFeed } from './export-feed.ts';
import { ExportThread } from './export-thread.ts';
import type { LinkContext } from './link-context.ts';
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

const FLUSH_MS = 250;
const DRAIN_SECONDS = 5;
/** How long the thread may take to load its packages. */
const OPEN_SECONDS = 30;

/** Makes what exports of one instance; it does nothing before `start`. */
export function createOtlpLink(
  { config, drainSeconds = DRAIN_SECONDS }: { readonly config: OtlpConfig; readonly drainSeconds: number | undefined },
  { pages, privacyKey, now, lose, log }: LinkContext,
): OtlpLink {
  const settingsOf = (signal: 'traces' | 'logs') => config.signals.find((one) => one.signal === signal);
  const [hasTraces, logs] = [settingsOf('traces') !== undefined, settingsOf('logs')];
  const traces = new ProgramTraces({
    hash: createTraceHash(traceKeyOf(privacyKey)),
    maker: randomUUID(),
    sampling: config.sampling,
    now,
    lost: (count) => lose('calls', 'queue_full', count),
  });
  const feed = new ExportFeed({ traces, mostLines: logs?.queueItems ?? 0, lose });
  const thread = new ExportThread(
    { config, pages, startedAt: now() },
    { openSeconds: OPEN_SECONDS, lose, log, free: () => feed.giveFull(thread) },
  );
  let timer: NodeJS.Timeout | undefined;
  return {
    take(output) {
      if (hasTraces) traces.take(output);
    },
    line(level, message) {
      if (logs !== undefined) feed.line({ at: now(), level, message, attributes: {} });
    },
    async start() {
      await thread.open();
      timer = setInterval(() => feed.give(thread), FLUSH_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      feed.end();
      await thread.close(drainSeconds, () => feed.give(thread));
      feed.drop();
    },
  };
}
