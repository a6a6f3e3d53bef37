import type { SharedRegistry } from '../metrics/index.ts';
import { startCollecting } from '../metrics-node/index.ts';
import { createMainChecks } from './main-checks.ts';
import type { HistoryFromMain, QueryFromMain } from './messages.ts';
import type { OpenOtlp } from './otlp/open-otlp.ts';
import { createReportPoll } from './report-poll.ts';
import type { RunningThread } from './run-thread.ts';
import type { Http, Store, ThreadContext } from './server-threads.ts';
import type { Settings } from './settings/server-settings.ts';
import type { SteadyClock } from './steady-clock.ts';
import type { OpenPresets } from './systems/open-presets.ts';
import { tellOwnFacts } from './tell-own-facts.ts';
import { createThreadWatch } from './thread-watch.ts';
import type { MainThread } from './threads/main.ts';
import type { ToldFindings } from './told-findings.ts';

const TICK_MS = 200;
/** From one reading of what no event moves to the next, such as the metrics of the process. */
const COLLECT_SECONDS = 5;
/** How long the first report may take. */
const REPORT_SECONDS = 20;

/** What is looked at again and again. */
interface Timed extends ThreadContext {
  readonly main: MainThread;
  readonly http: Http;
  readonly store: Store;
  readonly query: RunningThread<QueryFromMain>;
  readonly history: RunningThread<HistoryFromMain>;
  /** Absent: nothing is exported. */
  readonly otlp: OpenOtlp | undefined;
  readonly registry: SharedRegistry;
  readonly presets: OpenPresets;
  /** Has the metrics that are computed from the store computed anew. */
  readonly pollFigures: () => Promise<void>;
  readonly clock: SteadyClock;
  readonly settings: Settings;
  /** Where what looks by itself, such as a reload, tells what it has found. */
  readonly told: ToldFindings;
}

/** Starts the timers; they are gone before the last tick, which the stop itself makes. The result reports how main is at once. */
export function runTimers(timed: Timed): () => Promise<unknown> {
  const { main, http, store, query, history, otlp, registry, presets, pollFigures, clock } = timed;
  const { stopping, settings, told, log, unwind, intervals } = timed;
  const { now } = clock;
  const checks = createMainChecks({
    sources: main.sources,
    watch: main.watch,
    expected: settings.sources.expected,
    isSynthetic: settings.sources.synthetic,
    warnDays: settings.tls.warnDays,
    told: told.all,
    clock,
  });
  const { readsHost } = presets;
  const observer = tellOwnFacts({ registry, emit: main.engine.emit, now, readsHost, everySeconds: COLLECT_SECONDS });
  const all = [registry, ...presets.registries];
  const collecting = all.map((one) => startCollecting(one, { everySeconds: COLLECT_SECONDS, now }));
  const report = () => ({ checks: checks.run(now()), presets: presets.report() });
  const poll = createReportPoll({ ask: () => store.caller.call('report', {}), emit: main.engine.emit, now });
  const watch = createThreadWatch(
    {
      http: async () => http.caller.call('ping', {}),
      store: async () => store.caller.call('ping', {}),
      query: async () => query.caller.call('ping', {}),
      history: async () => history.caller.call('ping', {}),
      ...(otlp === undefined ? {} : { otlp: async () => otlp.ping() }),
    },
    log,
    intervals.stillSeconds,
  );
  const timers = [
    // A round cannot fail: what a call does is counted inside.
    setInterval(() => void main.tick(), TICK_MS).unref(),
    setInterval(() => {
      if (!stopping.flag.isSet) http.caller.tell('report', report());
    }, intervals.reportMs).unref(),
    setInterval(poll, intervals.reportMs).unref(),
    setInterval(() => told.tell(main.arrivals.look(clock.aheadSeconds())), intervals.reportMs).unref(),
    setInterval(clock.look, intervals.reportMs).unref(),
    // The poll never rejects.
    setInterval(() => void pollFigures(), intervals.figureMs).unref(),
    setInterval(watch, intervals.reportMs).unref(),
  ];
  unwind.add(() => {
    for (const timer of timers) clearInterval(timer);
    for (const one of collecting) one.stop();
    checks.stop();
    observer.close();
  });
  return () => http.caller.call('report', report(), REPORT_SECONDS);
}
