import { parentPort, workerData } from 'node:worker_threads';
import { type CallStore, TeleError } from '../../core/index.ts';
import { createOtlpExporter, createOtlpReport, createTraceHash, type OtlpExporter, OtlpTally } from '../../exporters/index.ts';
import { openSqlite, yieldCores } from '../../stores/index.ts';
import type { Span } from '../../traces/index.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { leaveThread } from '../leave-thread.ts';
import type { MainFromThread } from '../messages.ts';
import type { MainFromOtlp, OtlpFromMain } from '../otlp/otlp-messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { SettledCalls } from '../otlp/settled-calls.ts';
import { ToldTraces } from '../otlp/told-traces.ts';
import { StopFlag } from '../stop-flag.ts';
import type { OtlpThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The thread that exports by OTLP: nobody waits for the collector but this thread. */

const data = workerData as OtlpThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The thread of OTLP was started as a program.');
yieldCores();
const main = createCaller<MainFromThread & MainFromOtlp>(parentPort, 'MAIN_STUCK', 'main');
const stop = new StopFlag(data.stop);
const report = createOtlpReport((level, message) => main.tell('log', { level, message }));
const REPORT_MS = 1000;
/** From one closing of files that others have deleted to the next. */
const REFRESH_MS = 60_000;
/** Most calls that wait for their trace to be made. */
const MOST_CALLS = 20_000;
/** How long making the last traces and sending what waits may take at the end, together. */
const LAST_SECONDS = 6;
const tally = new OtlpTally(data.tally);
const told = new ToldTraces();
let exporter: OtlpExporter | undefined;
let timers: readonly NodeJS.Timeout[] = [];
let store: Promise<CallStore> | undefined;

/** It is opened with the first call, for only then there is something to read; one that could not be opened is tried again. */
async function useStore(): Promise<CallStore> {
  store ??= openSqlite({ path: data.path, readOnly: true });
  try {
    return (await store).within(() => stop.isHurried);
  } catch (error) {
    store = undefined;
    throw error;
  }
}

function exportSpans(spans: readonly Span[]): void {
  tally.add('made', spans.length);
  exporter?.spans(spans);
}

const settled = new SettledCalls({
  traceAfterSeconds: data.traceAfterSeconds,
  store: useStore,
  hash: createTraceHash(data.traceKey),
  sampling: data.sampling,
  now: monotonicSeconds,
  mostWaiting: MOST_CALLS,
  spans: exportSpans,
  chosen: (call, root, stages) => told.add(call, root, stages),
  done: (count) => tally.add('calls', count),
  lost: (reason, count) => report.lost('calls', reason, count),
});

function tellMain(): void {
  if (exporter !== undefined) main.tell('otlp', { ...report.take(exporter.state()), traces: told.take() });
}

answerCalls<OtlpFromMain>(parentPort, {
  ping: () => ({}),
  async open() {
    main.tell('log', { level: 'info', message: sayHeapLimit() });
    exporter = await createOtlpExporter(data.config, {
      ...data,
      now: () => Date.now() / 1000,
      lost: report.lost,
      taken(signal, count) {
        if (signal !== 'metrics') tally.add(signal, count);
      },
    });
    tellMain();
    timers = [
      setInterval(tellMain, REPORT_MS).unref(),
      // A look cannot fail: what cannot be read is counted.
      setInterval(() => void settled.look(() => stop.isSet), REPORT_MS).unref(),
      setInterval(() => void store?.then(async (open) => open.refresh([])).catch(() => undefined), REFRESH_MS).unref(),
    ];
    return {};
  },
  take({ lines, calls, spans }) {
    exporter?.lines(lines);
    exporter?.spans(spans);
    settled.add(calls);
    return {};
  },
  async close() {
    for (const timer of timers) clearInterval(timer);
    const until = monotonicSeconds() + LAST_SECONDS;
    try {
      await settled.end(() => stop.isHurried || monotonicSeconds() > until);
      await exporter?.close(stop.isHurried ? 0 : Math.max(0, until - monotonicSeconds()));
      report.end();
      await (await store?.catch(() => undefined))?.close();
      return {};
    } finally {
      leaveThread(parentPort);
    }
  },
});
