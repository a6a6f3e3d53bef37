import { createHash } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import type { Heartbeat, SharedRegistry } from '../metrics/index.ts';
import { alertingSettings } from './alerting/alerting-settings.ts';
import type { Ending } from './ending.ts';
import type { Listener } from './http/listener.ts';
import type { Intervals } from './intervals.ts';
import type { Log } from './log.ts';
import type { HistoryFromMain, HttpFromMain, MainFromHistory, MainFromHttp, QueryFromMain, StoreFromMain } from './messages.ts';
import { keyCheckOf } from './privacy/keyed-hash.ts';
import type { ShownCount } from './programs/shown-count.ts';
import { runThread, type RunningThread } from './run-thread.ts';
import type { Settings } from './settings/server-settings.ts';
import type { ThreadName } from './start-thread.ts';
import type { StopFlag } from './stop-flag.ts';
import type { OpenPresets } from './systems/open-presets.ts';
import type { HistoryThreadData, HttpThreadData, QueryThreadData, StoreThreadData } from './thread-data.ts';
import { answerCalls, type Answers } from './thread-port.ts';
import type { Unwind } from './unwind.ts';
import { readVersion } from './version.ts';

/** How long a stop waits for each thread to close and end. */
const CLOSE_SECONDS = 10;

/** What a stop needs to know of the threads. */
export interface Stopping {
  /** Ends questions and exports. */
  readonly flag: StopFlag;
  /** Aborted when nothing shall be waited for any more. */
  readonly hurried: AbortController;
  /** The threads that did not end in time. */
  readonly left: string[];
  /** Counts what it costs. */
  readonly ending: Ending;
}

/** The thread that answers HTTP. */
export type Http = RunningThread<HttpFromMain>;
/** The thread that writes. */
export type Store = RunningThread<StoreFromMain>;

/** Makes the ports by which threads ask each other: those of http, and of each other thread the one at which it is asked. */
export function openChannels() {
  const [store, query, queryToStore, history] = [new MessageChannel(), new MessageChannel(), new MessageChannel(), new MessageChannel()];
  return {
    http: { storePort: store.port1, queryPort: query.port1, historyPort: history.port1 },
    store: store.port2,
    query: query.port2,
    queryToStore: queryToStore.port1,
    storeFromQuery: queryToStore.port2,
    history: history.port2,
  };
}

interface HttpParts {
  readonly listeners: readonly Listener[];
  readonly answers: Answers<MainFromHttp>;
  readonly key: Uint8Array;
  readonly ownerToken: string;
  readonly registry: SharedRegistry;
  readonly presets: OpenPresets;
  readonly startedAt: number;
  readonly heartbeat: Heartbeat;
  readonly shown: ShownCount;
  readonly storePort: HttpThreadData['storePort'];
  readonly queryPort: HttpThreadData['queryPort'];
  readonly historyPort: HttpThreadData['historyPort'];
}

/** What the starting and stopping of threads needs. */
export interface ThreadContext {
  readonly log: Log;
  readonly unwind: Unwind;
  readonly stopping: Stopping;
  readonly intervals: Intervals;
  /** Same as `ServeIo.opensAll`. */
  readonly opensAll: boolean;
}

/** Starts the thread that answers HTTP. It listens once it is asked to. */
export function startHttp(
  settings: Settings,
  { listeners, answers, key, ownerToken, registry, presets, startedAt, heartbeat, shown, storePort, queryPort, historyPort }: HttpParts,
  { log, unwind, stopping, intervals, opensAll }: ThreadContext,
): Http {
  const data: HttpThreadData = {
    version: readVersion(),
    http: settings.http,
    listeners,
    tlsWarnDays: settings.tls.warnDays,
    auth: settings.auth,
    opensAll,
    ownerDigest: createHash('sha256').update(ownerToken).digest(),
    intervals: { connections: intervals.connections, exportStallSeconds: intervals.exportStallSeconds },
    isSynthetic: settings.sources.synthetic,
    key,
    output: settings.privacy.output,
    keepRawHours: settings.store.keepRawHours,
    traceUrl: settings.traces.url,
    country: settings.privacy.country,
    pages: registry.pages(),
    presetPages: presets.pages,
    presetSources: presets.sources,
    hasVoiceSkill: settings.presets.some(({ name }) => name === 'voice-skill') && presets.pages['voice-skill'] === undefined,
    voiceSkillTimeZone: settings.presets.find(({ name }) => name === 'voice-skill')?.timeZone,
    startedAt,
    heartbeat: heartbeat.buffer,
    storePath: settings.store.path,
    shown: shown.buffer,
    storePort,
    queryPort,
    historyPort,
    stop: stopping.flag.buffer,
  };
  const http = runThread<HttpFromMain>('http', 'INTERNAL', data, [storePort, queryPort, historyPort], log);
  unwind.add(endOf('http', http, stopping));
  answerCalls(http.worker, answers);
  return http;
}

interface StoreParts extends Pick<StoreThreadData, 'rawKey' | 'address' | 'shown' | 'httpPort' | 'queryPort'> {
  readonly key: Uint8Array;
}

/** Starts the thread that writes. */
export function startStore(settings: Settings, { key, ...parts }: StoreParts, { log, unwind, stopping }: ThreadContext): Store {
  const data: StoreThreadData = {
    ...parts,
    settings: settings.store,
    keyCheck: keyCheckOf(key),
    stop: stopping.flag.buffer,
    ...(settings.privacy.keyFile === undefined ? { folderKey: key } : {}),
  };
  const store = runThread<StoreFromMain>('store', 'STORE_STUCK', data, [data.httpPort, data.queryPort], log);
  // What it could not take any more is known when it is gone.
  unwind.add(() => stopping.ending.tell(log));
  unwind.add(endOf('store', store, stopping));
  return store;
}

/** Starts the thread that answers questions about calls. */
export function startQuery(
  parts: Omit<QueryThreadData, 'stop' | 'refreshMs'>,
  { log, unwind, stopping, intervals }: ThreadContext,
): RunningThread<QueryFromMain> {
  const data: QueryThreadData = { ...parts, refreshMs: intervals.refreshMs, stop: stopping.flag.buffer };
  const query = runThread<QueryFromMain>('query', 'STORE_STUCK', data, [data.httpPort, data.storePort], log);
  unwind.add(endOf('query', query, stopping));
  return query;
}

interface HistoryParts extends Pick<HistoryThreadData, 'pages' | 'httpPort'> {
  readonly answers: Answers<MainFromHistory>;
  readonly heartbeat: Heartbeat;
  /** Where HTTP listens. */
  readonly address: string;
}

/** What the history of metrics may take on the disk: a tenth of the store, and no more than that. */
const MOST_HISTORY_BYTES = 1024 * 1024 * 1024;
const HISTORY_SHARE = 0.1;

/** Starts the thread that keeps the values of metrics. */
export function startHistory(
  settings: Settings,
  { answers, heartbeat, address, ...parts }: HistoryParts,
  { log, unwind, stopping, intervals }: ThreadContext,
): RunningThread<HistoryFromMain> {
  const { store, metrics } = settings;
  const data: HistoryThreadData = {
    ...parts,
    namespace: metrics.namespace,
    path: store.path,
    keepSeconds: store.keepCountsDays === 0 ? Infinity : store.keepCountsDays * 86_400,
    heartbeat: heartbeat.buffer,
    sampleSeconds: intervals.sampleSeconds,
    alerts: alertingSettings(settings, address),
    mostBytes: Math.min(MOST_HISTORY_BYTES, store.maxBytes === 0 ? Infinity : store.maxBytes * HISTORY_SHARE),
    stop: stopping.flag.buffer,
  };
  const history = runThread<HistoryFromMain>('history', 'INTERNAL', data, [data.httpPort], log);
  unwind.add(endOf('history', history, stopping));
  answerCalls(history.worker, answers);
  return history;
}

/** Lets a thread close what it holds and end, and notes when it does not. */
function endOf(name: ThreadName, thread: Pick<RunningThread<QueryFromMain>, 'end'>, { left }: Stopping): () => Promise<void> {
  return async () => {
    if (!(await thread.end(CLOSE_SECONDS))) left.push(name);
  };
}
