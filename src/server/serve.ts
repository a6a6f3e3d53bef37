import { createHash } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { labelText, type Source, type TeleError, type Clock, type DropReason } from '../core/index.ts';
import { createRegistry, Heartbeat, type SharedRegistry } from '../metrics/index.ts';
import { startCollecting } from '../metrics-node/index.ts';
import type { Log } from './log.ts';
import { createEnding, type Ending } from './ending.ts';
import { sayHeapLimit } from './heap-limits.ts';
import { newToken, removeOwnerToken, writeOwnerToken, type OwnerToken } from './credentials/owner-token.ts';
import type { Listener } from './http/listener.ts';
import { listenersOf } from './http/listeners.ts';
import type { Endpoint } from './http/open-listeners.ts';
import { answersOfMain } from './main-answers.ts';
import { createMainChecks } from './main-checks.ts';
import type { HttpFromMain, MainFromHttp, QueryFromMain, StoreFromMain } from './messages.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { rawKeyOf } from './privacy/number-vault.ts';
import { keyCheckOf } from './privacy/keyed-hash.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import type { Reload } from './reload.ts';
import { createServerReload, type ServeIo } from './server-reload.ts';
import { openPresets, type OpenPresets } from './systems/open-presets.ts';
import { createReportPoll } from './report-poll.ts';
import { readTold } from './programs/pack-told.ts';
import { ShownCount } from './programs/shown-count.ts';
import { runThread, type RunningThread } from './run-thread.ts';
import { createRawQueue, type RawQueue } from './raw-queue.ts';
import type { Settings } from './settings/server-settings.ts';
import type { ThreadName } from './start-thread.ts';
import { createStoreQueue, type StoreQueue } from './store-queue.ts';
import type { HttpThreadData, QueryThreadData, StoreThreadData } from './thread-data.ts';
import { answerCalls, asTeleError, type Answers } from './thread-port.ts';
import { createMainClock } from './main-clock.ts';
import type { SteadyClock } from './steady-clock.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import { tellOwnFacts } from './tell-own-facts.ts';
import { createThreadWatch } from './thread-watch.ts';
import { createToldFindings, type ToldFindings } from './told-findings.ts';
import { createMainThread, type MainThread } from './threads/main.ts';
import { needsCredentials } from './start-check.ts';
import { sayListeners, sayNext, type Started } from './start-lines.ts';
import { StopFlag } from './stop-flag.ts';
import { createUnwind, type Unwind } from './unwind.ts';
import { readVersion } from './version.ts';
import { within } from './within.ts';

const TICK_MS = 200;
const REPORT_MS = 1000;
/** From one reading of what no event moves to the next, such as the metrics of the process. */
const COLLECT_SECONDS = 5;
/** How long the store may take to open: it may have to write what a killed writer left in a full spool. */
const OPEN_SECONDS = 600;
const LISTEN_SECONDS = 20;
/** How long a stop waits for the store to take everything, and then for each thread to close and end. */
const DRAIN_SECONDS = 10;
const CLOSE_SECONDS = 10;

/** What the probes say from the begin of a stop on. */
const STOPPING = { name: 'stop', severity: 'failed', reason: 'The server is stopping.' } as const;

/** A server that runs in this process. */
export interface RunningServer {
  /** Where HTTP listens, `host:port`. */
  readonly address: string;
  /** Where the sources listen, `host:port` per socket. */
  readonly endpoints: readonly string[];
  /** Everything that listens, with what it serves. */
  readonly listeners: readonly Endpoint[];
  /** Resolves when a thread has died, after which only `stop` makes sense. Never resolves otherwise. */
  readonly failure: Promise<TeleError>;
  /** Reads the settings again and takes those that may change while it runs; the log says what came of it. */
  readonly reload: Reload;
  /** Takes nothing more, writes everything that has arrived and ends the threads. Calls that are open stay open in the store. May be called twice. */
  stop(): Promise<void>;
  /** Ends a stop at once: what is acknowledged stays in the spool, what is not is lost. Nothing that is being written is cut off. */
  hurry(): void;
  /** How many changes the end has cost: known after `stop`. */
  lostChanges(): number;
}

/**
 * Starts the threads and the sources. Resolves when everything listens. Rejects with a `TeleError` when something cannot start;
 * what was started before is stopped then.
 */
export async function serve(settings: Settings, io: ServeIo): Promise<RunningServer> {
  const { log } = io;
  const [version, store] = [readVersion(), settings.store.path];
  log.info({ version, store }, `ringscope ${version} starts, with its store in ${store}.`);
  warnSuperuser(log);
  const unwind = createUnwind((error) =>
    log.error({ code: asTeleError(error).code }, `Could not stop cleanly: ${asTeleError(error).message}`),
  );
  const stopping: Stopping = { flag: new StopFlag(), hurried: new AbortController(), left: [], ending: createEnding() };
  const stop = async (): Promise<void> => {
    stopping.flag.set();
    await unwind.run();
    log.flush();
    if (stopping.left.length > 0) endProcess(stopping.left, log);
  };
  try {
    const { isNew, ...server } = await start(settings, io, unwind, stopping);
    const { address, endpoints, listeners } = server;
    const started = { listeners, isNew };
    log.info({}, sayHeapLimit());
    sayListeners(started, log);
    log.info({ address, endpoints, listeners }, 'ringscope serves.');
    sayNext(started, settings, log);
    return { ...server, ...endsOf(stop, stopping, log), lostChanges: stopping.ending.lostChanges };
  } catch (error) {
    await stop();
    throw asTeleError(error);
  }
}

/** The ways to end a server that serves. */
function endsOf(stop: () => Promise<void>, { flag, hurried }: Stopping, log: Log): Pick<RunningServer, 'stop' | 'hurry'> {
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    log.info({}, 'ringscope is stopping.');
    await stop();
    log.info({}, 'ringscope has stopped.');
  };
  return {
    stop: () => (stopped ??= end()),
    hurry() {
      flag.hurry();
      hurried.abort();
    },
  };
}

/** What a stop needs to know of the threads. */
interface Stopping {
  /** Ends questions and exports. */
  readonly flag: StopFlag;
  /** Aborted when nothing shall be waited for any more. */
  readonly hurried: AbortController;
  /** The threads that did not end in time. */
  readonly left: string[];
  /** Counts what it costs. */
  readonly ending: Ending;
}

/**
 * The last resort, when everything is written that can be: a thread that hangs in a call of the SQLite driver, for its disk does. Whatever else ends a process
 * ends its threads first, and the driver answers that by an abort.
 */
function endProcess(threads: readonly string[], log: Log): void {
  log.error({ code: 'INTERNAL', threads }, 'A thread does not end; the process is killed.');
  process.kill(process.pid, 'SIGKILL');
}

type Http = RunningThread<HttpFromMain>;
type Store = RunningThread<StoreFromMain>;

async function start(
  settings: Settings,
  io: ServeIo,
  unwind: Unwind,
  stopping: Stopping,
): Promise<Omit<RunningServer, 'stop' | 'hurry' | 'lostChanges'> & Pick<Started, 'isNew'>> {
  const { log } = io;
  const listeners = listenersOf(settings, needsCredentials(settings));
  let main: MainThread | undefined = undefined;
  const clock = createMainClock(() => main?.engine.counts, log);
  const { now } = clock;
  const key = loadPrivacyKey({ keyFile: settings.privacy.keyFile, dataFolder: settings.store.path });
  const privacy = createPrivacy({ ...settings.privacy, key });
  const registry = createRegistry({ namespace: settings.metrics.namespace });
  const startedAt = now();
  const presets = await openPresets(settings.presets, { registry, listeners });
  const { heartbeat, beat } = startBeating(unwind);
  const shown = new ShownCount();

  // Http is started first and stopped last: the probes answer while the store opens and closes.
  const [toStore, toQuery, fromQuery] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
  const httpPorts = { storePort: toStore.port1, queryPort: toQuery.port1 };
  const threads = { log, unwind, stopping };
  const ownerToken = newToken();
  const answers = answersOfMain(() => main, { settings, log, now, reload: async () => reload() });
  const http = startHttp(
    settings,
    { listeners, answers, key, ownerToken, registry, presets, startedAt, heartbeat, shown, ...httpPorts },
    threads,
  );
  const told = createToldFindings();
  const reload = createServerReload(() => main, { settings, io, http: http.caller, tell: told.tell, now });
  const { endpoints: opened } = await http.caller.call('listen', {}, LISTEN_SECONDS);
  const address = opened[0]?.address ?? '';

  const rawKey = rawKeyOf(key);
  // Stopped after the store: what is to be written waits for no question.
  const query = startQuery({ path: settings.store.path, rawKey, httpPort: toQuery.port2, storePort: fromQuery.port1 }, threads);
  const store = startStore(
    settings,
    { key, rawKey, address, shown: shown.buffer, httpPort: toStore.port2, queryPort: fromQuery.port2 },
    threads,
  );
  const { lastLsn, left } = await openStore(store, settings, { address, token: ownerToken }, unwind);
  const { queue, raw } = openQueues(() => main, { store, lastLsn, privacy, now, unwind, stopping });
  await query.caller.call('open', {}, LISTEN_SECONDS);
  const consumers = presets.consumers;
  main = createMainThread({ settings, now, log, privacy, registry, presets: consumers, beat, queue, raw, shown, programs: left.programs });
  // What no scrape has shown of what was acknowledged is counted again.
  for (const events of left.events) main.count(readTold(events), lastLsn);
  await adoptCalls(main, store, log);
  const report = runTimers({ main, http, store, query, registry, presets, clock, stopping, settings, told, log }, unwind);
  await startSources(main, unwind);
  await report();
  // From the first moment on, so that whoever balances load sends nothing more.
  unwind.add(() => http.caller.tell('report', { checks: [{ ...STOPPING, since: now() }] }));
  main.engine.emit({ type: 'server.reloaded', at: now(), isTaken: true });
  const failure = Promise.race([http.died, store.died, query.died]);
  return { address, reload, ...placesOf(main, opened, settings), failure, isNew: lastLsn === 0 };
}

/** Opens the store. From then on the folder is this server's, until the store is closed. */
async function openStore(store: Store, settings: Settings, owner: OwnerToken, unwind: Unwind) {
  const opened = await store.caller.call('open', {}, OPEN_SECONDS);
  if (needsCredentials(settings)) removeOwnerToken(settings.store.path);
  else unwind.add(writeOwnerToken(settings.store.path, owner));
  return opened;
}

function placesOf({ sources }: MainThread, opened: readonly Endpoint[], { hep }: Settings): Pick<RunningServer, 'endpoints' | 'listeners'> {
  return {
    endpoints: sources.flatMap((source) => source.endpoints()),
    listeners: [...opened, ...sources.flatMap((source) => endpointsOf(source, hep))],
  };
}

async function adoptCalls(main: MainThread, store: Store, log: Log): Promise<void> {
  const { calls } = await store.caller.call('openCalls', {}, OPEN_SECONDS);
  main.adopt(calls);
  if (calls.length > 0) log.info({ calls: calls.length }, 'Open calls were adopted.');
}

/** Main beats from now on, also while the store opens, which may take minutes in which it does nothing but wait. */
function startBeating(unwind: Unwind): { readonly heartbeat: Heartbeat; readonly beat: () => void } {
  const heartbeat = new Heartbeat();
  const beat = (): void => heartbeat.beat(monotonicSeconds());
  beat();
  const beating = setInterval(beat, REPORT_MS);
  unwind.add(() => clearInterval(beating));
  return { heartbeat, beat };
}

interface QueueParts {
  readonly store: Store;
  readonly lastLsn: number;
  readonly privacy: Privacy;
  readonly now: Clock;
  readonly unwind: Unwind;
  readonly stopping: Stopping;
}

/** The ways of changes and of whole messages to the store thread. What they lose is counted. */
function openQueues(
  main: () => MainThread | undefined,
  { store, lastLsn, privacy, now, unwind, stopping }: QueueParts,
): { readonly queue: StoreQueue; readonly raw: RawQueue } {
  const dropped = (stage: string, reason: DropReason, count: number): void =>
    main()?.engine.emit({ type: 'event.dropped', at: now(), stage: labelText(stage), reason, count });
  const queue = createStoreQueue({
    lastLsn,
    send: (batch) => store.caller.call('append', batch, undefined, [batch.bytes.buffer]),
    lost(count, reason) {
      stopping.ending.lost(count);
      dropped('store', reason, count);
    },
    kept: (events, lsn) => main()?.count(events, lsn),
  });
  unwind.add(async () => {
    stopping.ending.begin(queue.waiting);
    await main()?.flush();
    if (await within(DRAIN_SECONDS, queue.drain(), stopping.hurried.signal)) stopping.ending.settled();
  });
  const raw = createRawQueue({
    hashCallId: privacy.hashCallId,
    send: (bytes) => store.caller.call('raw', { bytes }),
    lost: (count) => dropped('raw', 'queue_full', count),
  });
  return { queue, raw };
}

function warnSuperuser(log: Log): void {
  if (process.geteuid?.() === 0)
    log.warn(
      {},
      'ringscope runs as the superuser. It needs no rights of his: start it as a user of its own, to whom the data folder belongs.',
    );
}

function endpointsOf(source: Source, { tls }: Settings['hep']): readonly Endpoint[] {
  return source
    .sockets()
    .map((one) => ({ name: 'hep', ...one, needsClientCert: one.transport === 'tls' && tls.requireClientCert, serves: ['hep'] }));
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
}

/** What the starting and stopping of threads needs. */
interface ThreadContext {
  readonly log: Log;
  readonly unwind: Unwind;
  readonly stopping: Stopping;
}

function startHttp(
  settings: Settings,
  { listeners, answers, key, ownerToken, registry, presets, startedAt, heartbeat, shown, storePort, queryPort }: HttpParts,
  { log, unwind, stopping }: ThreadContext,
): Http {
  const data: HttpThreadData = {
    version: readVersion(),
    http: settings.http,
    listeners,
    tlsWarnDays: settings.tls.warnDays,
    auth: settings.auth,
    ownerDigest: createHash('sha256').update(ownerToken).digest(),
    hasDebugHooks: settings.debug.hooks,
    key,
    output: settings.privacy.output,
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
    stop: stopping.flag.buffer,
  };
  const http = runThread<HttpFromMain>('http', 'INTERNAL', data, [storePort, queryPort], log);
  unwind.add(endOf('http', http, stopping));
  answerCalls(http.worker, answers);
  return http;
}

interface StoreParts extends Pick<StoreThreadData, 'rawKey' | 'address' | 'shown' | 'httpPort' | 'queryPort'> {
  readonly key: Uint8Array;
}

function startStore(settings: Settings, { key, ...parts }: StoreParts, { log, unwind, stopping }: ThreadContext): Store {
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

function startQuery(parts: Omit<QueryThreadData, 'stop'>, { log, unwind, stopping }: ThreadContext): RunningThread<QueryFromMain> {
  const data: QueryThreadData = { ...parts, stop: stopping.flag.buffer };
  const query = runThread<QueryFromMain>('query', 'STORE_STUCK', data, [data.httpPort, data.storePort], log);
  unwind.add(endOf('query', query, stopping));
  return query;
}

/** Lets a thread close what it holds and end, and notes when it does not. */
function endOf(name: ThreadName, thread: Pick<RunningThread<QueryFromMain>, 'end'>, { left }: Stopping): () => Promise<void> {
  return async () => {
    if (!(await thread.end(CLOSE_SECONDS))) left.push(name);
  };
}

interface Timed {
  readonly main: MainThread;
  readonly http: Http;
  readonly store: Store;
  readonly query: RunningThread<QueryFromMain>;
  readonly registry: SharedRegistry;
  readonly presets: OpenPresets;
  readonly clock: SteadyClock;
  readonly stopping: Stopping;
  readonly settings: Settings;
  /** Where what looks by itself, such as a reload, tells what it has found. */
  readonly told: ToldFindings;
  readonly log: Log;
}

/** Starts the timers; they are gone before the last tick, which the stop itself makes. The result reports how main is at once. */
function runTimers(
  { main, http, store, query, registry, presets, clock, stopping, settings, told, log }: Timed,
  unwind: Unwind,
): () => Promise<unknown> {
  const { now } = clock;
  const checks = createMainChecks({
    sources: main.sources,
    watch: main.watch,
    expected: settings.sources.expected,
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
    },
    log,
  );
  const timers = [
    // A round cannot fail: what a call does is counted inside.
    setInterval(() => void main.tick(), TICK_MS).unref(),
    setInterval(() => {
      if (!stopping.flag.isSet) http.caller.tell('report', report());
    }, REPORT_MS).unref(),
    setInterval(poll, REPORT_MS).unref(),
    setInterval(clock.look, REPORT_MS).unref(),
    setInterval(watch, REPORT_MS).unref(),
  ];
  unwind.add(() => {
    for (const timer of timers) clearInterval(timer);
    for (const one of collecting) one.stop();
    checks.stop();
    observer.close();
  });
  return () => http.caller.call('report', report(), LISTEN_SECONDS);
}

async function startSources(main: MainThread, unwind: Unwind): Promise<void> {
  for (const source of main.sources) {
    unwind.add(() => source.stop());
    await source.start();
  }
}
