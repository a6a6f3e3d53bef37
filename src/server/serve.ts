import {
  labelText,
  type Source,
  type TeleError,
  type Clock,
  type DropReason,
  readPropagators,
  unspokenPropagators,
} from '../core/index.ts';
import { createRegistry, Heartbeat, type SharedRegistry } from '../metrics/index.ts';
import { alertingSettings } from './alerting/alerting-settings.ts';
import type { Log } from './log.ts';
import { createEnding } from './ending.ts';
import { sayHeapLimit } from './heap-limits.ts';
import { newToken, removeOwnerToken, writeOwnerToken, type OwnerToken } from './credentials/owner-token.ts';
import { listenersOf } from './http/listeners.ts';
import type { Endpoint } from './http/open-listeners.ts';
import { createLiveRelay, type LiveRelay } from './live/live-relay.ts';
import { answersOfMain, answersToHistory } from './main-answers.ts';
import type { LiveBatch } from './live/live-batch.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { rawKeyOf } from './privacy/number-vault.ts';
import { INTERVALS, type Intervals } from './intervals.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import type { Reload } from './reload.ts';
import { createServerReload, type Reloaded, type ServeIo } from './server-reload.ts';
import { configuredOtlp, openOtlp } from './otlp/open-otlp.ts';
import { type OpenPresets, openPresets } from './systems/open-presets.ts';
import { createFigurePoll } from './figure-poll.ts';
import type { QueryFromMain } from './messages.ts';
import type { RunningThread } from './run-thread.ts';
import { readTold } from './programs/pack-told.ts';
import { ShownCount } from './programs/shown-count.ts';
import { createRawQueue, type RawQueue } from './raw-queue.ts';
import type { Settings } from './settings/server-settings.ts';
import { createStoreQueue, type StoreQueue } from './store-queue.ts';
import { asTeleError } from './thread-port.ts';
import { createMainClock } from './main-clock.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import { createToldFindings } from './told-findings.ts';
import { createMainThread, type MainThread } from './threads/main.ts';
import { needsCredentials } from './start-check.ts';
import {
  openChannels,
  startHistory,
  startHttp,
  startQuery,
  startStore,
  type Stopping,
  type Store,
  type ThreadContext,
} from './server-threads.ts';
import { runTimers } from './server-timers.ts';
import { noteSynthetic } from './files/synthetic-folder.ts';
import { sayListeners, sayNext, type Started } from './start-lines.ts';
import { StopFlag } from './stop-flag.ts';
import { createUnwind, type Unwind } from './unwind.ts';
import { readVersion } from './version.ts';
import { tellTrunks } from './tell-trunks.ts';
import { within } from './within.ts';

const BEAT_MS = 1000;
/** How long the store may take to open: it may have to write what a killed writer left in a full spool. */
const OPEN_SECONDS = 600;
const LISTEN_SECONDS = 20;
/** Deadline of computing figures in the query thread, in seconds. */
const FIGURE_SECONDS = 10;
/** Longest wait of a start for the first figures, in seconds: a store of a year takes half of it. */
const FIRST_FIGURES_SECONDS = 2;

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
    if (settings.sources.synthetic) log.warn({}, 'All traffic is generated (sources.synthetic): every record is marked isSynthetic.');
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

/**
 * The last resort, when everything is written that can be: a thread that hangs in a call of the SQLite driver, for its disk does. Whatever else ends a process
 * ends its threads first, and the driver answers that by an abort.
 */
function endProcess(threads: readonly string[], log: Log): void {
  log.error({ code: 'INTERNAL', threads }, 'A thread does not end; the process is killed.');
  process.kill(process.pid, 'SIGKILL');
}

/** The settings as they are now, beside those of the start. */
function settingsInForce(settings: Settings, { origins = new Map() }: ServeIo) {
  let now = settings;
  return { settings, origins, inForce: () => now, taken: (next: Settings) => void (now = next) };
}

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
  const presets = await openPresets(settings.presets, { registry, listeners });
  const { heartbeat, beat } = startBeating(unwind);
  const [shown, told, startedAt] = [new ShownCount(), createToldFindings(), now()];

  // Http is started first and stopped last: the probes answer while the store opens and closes.
  const channels = openChannels();
  const threads = { log, unwind, stopping, intervals: { ...INTERVALS, ...io.intervals }, opensAll: io.opensAll === true };
  const ownerToken = newToken();
  const sayChanged = async (batch: LiveBatch) => http.caller.call('changed', batch);
  const live = relayTo(sayChanged, () => main, now);
  const known = settingsInForce(settings, io);
  const answers = answersOfMain(() => main, { ...known, startedAt, log, now, live, reload: async () => reload() });
  const http = startHttp(
    settings,
    { listeners, answers, key, ownerToken, registry, presets, startedAt, heartbeat, shown, ...channels.http },
    threads,
  );
  const ofOtlp = { registry, key, startedAt, told, now, emit: () => main?.engine.emit };
  const otlp = await startOtlp(settings, io, ofOtlp, threads);
  let running: Reloaded | undefined = undefined;
  const reload = createServerReload(() => running, { settings, io, http: http.caller, tell: told.tell, now, taken: known.taken });
  const { endpoints: opened } = await http.caller.call('listen', {}, LISTEN_SECONDS);
  const address = opened[0]?.address ?? '';

  const rawKey = rawKeyOf(key);
  // Stopped after the store: what is to be written waits for no question.
  const query = startQuery({ path: settings.store.path, rawKey, httpPort: channels.query, storePort: channels.queryToStore }, threads);
  const store = startStore(
    settings,
    { key, rawKey, address, shown: shown.buffer, httpPort: channels.store, queryPort: channels.storeFromQuery },
    threads,
  );
  const { lastLsn, left } = await openStore(store, settings, { address, token: ownerToken }, unwind);
  const { queue, raw } = openQueues(() => main, { store, lastLsn, privacy, now, unwind, stopping, ...threads.intervals });
  await query.caller.call('open', {}, LISTEN_SECONDS);
  const waysOut = { queue, raw, live, otlp, shown, beat, hasTraceContext: takesTraceContext(io) };
  main = createMainThread({ settings, now, log, privacy, registry, presets: presets.consumers, programs: left.programs, ...waysOut });
  await takeUp(main, store, { lastLsn, left }, log);
  // Before values are sampled: what the first sample lacks is looked for as missing.
  tellStart(main, settings, now);
  const [toldHistory, pollFigures] = [answersToHistory(() => main, told, now), await startFigures(presets, query, now)];
  const parts = { pages: registry.pages(), httpPort: channels.history, answers: toldHistory, heartbeat, address };
  const history = await openHistory(settings, parts, threads);
  running = { main, configureAlerts: (next) => history.caller.tell('configure', alertingSettings(next, address)) };
  const report = runTimers({ main, http, store, query, history, otlp, registry, presets, pollFigures, clock, settings, told, ...threads });
  await startSources(main, unwind);
  await report();
  // From the first moment on, so that whoever balances load sends nothing more.
  unwind.add(() => http.caller.tell('report', { checks: [{ ...STOPPING, since: now() }] }));
  const failure = Promise.race([http.died, store.died, query.died, history.died]);
  return { address, reload, ...placesOf(main, opened, settings), failure, isNew: lastLsn === 0 };
}

/** Makes what has the metrics of voice-skill computed from the store and shows them, where that is a preset. They are shown before values are sampled: what counts on must not seem to begin. */
async function startFigures({ showFigures }: OpenPresets, query: RunningThread<QueryFromMain>, now: Clock): Promise<() => Promise<void>> {
  if (showFigures === undefined) return async () => undefined;
  const ask = async () => query.caller.call('figures', { now: now() }, FIGURE_SECONDS);
  const poll = createFigurePoll({ ask, show: showFigures, seconds: monotonicSeconds });
  await within(FIRST_FIGURES_SECONDS, poll());
  return poll;
}

/** Whether a `traceparent` is taken, as `OTEL_PROPAGATORS` says. What of it is not spoken is told. */
function takesTraceContext({ env = {}, log }: ServeIo): boolean {
  const propagators = readPropagators(env['OTEL_PROPAGATORS']);
  const warning = propagators && unspokenPropagators(propagators);
  if (warning !== undefined) log.warn({ component: 'otlp' }, warning);
  return propagators?.hasTraceContext ?? true;
}

/** Starts what exports by OTLP, where something is exported. */
async function startOtlp(
  settings: Settings,
  { env = {}, log }: ServeIo,
  { registry, ...parts }: Omit<Parameters<typeof openOtlp>[1], 'pages' | 'path' | 'thresholds'> & { readonly registry: SharedRegistry },
  threads: ThreadContext,
) {
  const config = configuredOtlp(settings, env, (message) => log.warn({ component: 'otlp' }, message));
  const { url: _, ...thresholds } = settings.traces;
  return config && openOtlp(config, { ...parts, thresholds, pages: registry.pages(), path: settings.store.path }, { ...threads, log });
}

/** Main's end of the live feed, which is there before main is: who comes back after a restart waits for it. */
function relayTo(send: (batch: LiveBatch) => Promise<unknown>, main: () => MainThread | undefined, now: Clock): LiveRelay {
  return createLiveRelay({
    send,
    active: () => main()?.engine.counts ?? { setup: 0, ringing: 0, answered: 0 },
    lost: (count) => main()?.engine.emit({ type: 'event.dropped', at: now(), stage: labelText('live'), reason: 'queue_full', count }),
    now,
  });
}

/** Opens the store. From then on the folder is this server's, until the store is closed. */
async function openStore(store: Store, settings: Settings, owner: OwnerToken, unwind: Unwind) {
  const opened = await store.caller.call('open', {}, OPEN_SECONDS);
  noteSynthetic(settings.store.path, settings.sources.synthetic, opened.lastLsn === 0);
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

/** Starts the thread that keeps values and looks at alerts. */
async function openHistory(...parts: Parameters<typeof startHistory>): Promise<ReturnType<typeof startHistory>> {
  const history = startHistory(...parts);
  await history.caller.call('open', {}, LISTEN_SECONDS);
  return history;
}

/** Goes on from where the server before it ended. */
async function takeUp(main: MainThread, store: Store, { lastLsn, left }: Awaited<ReturnType<typeof openStore>>, log: Log): Promise<void> {
  // What no scrape has shown of what was acknowledged is counted again.
  for (const events of left.events) main.count(readTold(events), lastLsn);
  const { calls } = await store.caller.call('openCalls', {}, OPEN_SECONDS);
  main.adopt(calls);
  if (calls.length > 0) log.info({ calls: calls.length }, 'Open calls were adopted.');
}

/** Main beats from now on, also while the store opens, which may take minutes in which it does nothing but wait. */
function startBeating(unwind: Unwind): { readonly heartbeat: Heartbeat; readonly beat: () => void } {
  const heartbeat = new Heartbeat();
  const beat = (): void => heartbeat.beat(monotonicSeconds());
  beat();
  const beating = setInterval(beat, BEAT_MS);
  unwind.add(() => clearInterval(beating));
  return { heartbeat, beat };
}

interface QueueParts extends Pick<Intervals, 'drainSeconds'> {
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
  { store, lastLsn, privacy, now, unwind, stopping, drainSeconds }: QueueParts,
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
    if (await within(drainSeconds, queue.drain(), stopping.hurried.signal)) stopping.ending.settled();
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

/** Tells what the server was started with. */
function tellStart({ engine }: MainThread, { trunks, sources }: Settings, now: Clock): void {
  tellTrunks(trunks, engine.emit, now());
  const mark = sources.synthetic ? { isSynthetic: true } : {};
  engine.emit({ type: 'server.reloaded', at: now(), isTaken: true, ...mark });
}

/** Starts what events come from. */
async function startSources(main: MainThread, unwind: Unwind): Promise<void> {
  for (const source of main.sources) {
    unwind.add(() => source.stop());
    await source.start();
  }
}
