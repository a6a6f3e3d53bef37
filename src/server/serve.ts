import { MessageChannel } from 'node:worker_threads';
import { labelText, TeleError, type Clock } from '../core/index.ts';
import { createRegistry, Heartbeat, type SharedRegistry } from '../metrics/index.ts';
import { observeProcess, startCollecting } from '../metrics-node/index.ts';
import type { Log } from './log.ts';
import { isLoopback } from '../sources/index.ts';
import { createMainChecks } from './main-checks.ts';
import { createEnding, type Ending } from './ending.ts';
import type { HttpFromMain, MainFromHttp, StoreFromMain } from './messages.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { rawKeyOf } from './privacy/number-vault.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { createReportPoll } from './report-poll.ts';
import { runThread, type RunningThread } from './run-thread.ts';
import { createRawQueue } from './raw-queue.ts';
import type { Settings } from './settings/server-settings.ts';
import { createStoreQueue } from './store-queue.ts';
import type { HttpThreadData, StoreThreadData } from './thread-data.ts';
import { answerCalls, asTeleError, type Answers } from './thread-port.ts';
import { createMainThread, type MainThread } from './threads/main.ts';
import { createUnwind, type Unwind } from './unwind.ts';
import { readVersion } from './version.ts';

const TICK_MS = 200;
const REPORT_MS = 1000;
/** From one reading of what no event moves to the next, such as the metrics of the process. */
const COLLECT_SECONDS = 5;
/** How long the store may take to open: it may have to write what a killed writer left in a full spool. */
const OPEN_SECONDS = 600;
const LISTEN_SECONDS = 20;
/** How long a stop waits for the store to take everything, and then for it to close. */
const DRAIN_SECONDS = 10;
const CLOSE_SECONDS = 10;

/** What a server is given besides its settings. */
export interface ServeIo {
  readonly log: Log;
}

/** A server that runs in this process. */
export interface RunningServer {
  /** Where HTTP listens, `host:port`. */
  readonly address: string;
  /** Where the sources listen, `host:port` per socket. */
  readonly endpoints: readonly string[];
  /** Resolves when a thread has died, after which only `stop` makes sense. Never resolves otherwise. */
  readonly failure: Promise<TeleError>;
  /** Takes nothing more, writes everything that has arrived and ends the threads. Calls that are open stay open in the store. May be called twice. */
  stop(): Promise<void>;
  /** How many changes the end has cost: known after `stop`. */
  lostChanges(): number;
}

/**
 * Starts the three threads and the sources. Resolves when everything listens. Rejects with a `TeleError` when something cannot start;
 * what was started before is stopped then.
 */
export async function serve(settings: Settings, io: ServeIo): Promise<RunningServer> {
  const { log } = io;
  const ending = createEnding();
  const unwind = createUnwind((error) =>
    log.error({ code: asTeleError(error).code }, `Could not stop cleanly: ${asTeleError(error).message}`),
  );
  try {
    const server = await start(settings, log, unwind, ending);
    log.info({ address: server.address, endpoints: server.endpoints }, 'ringscope serves.');
    return { ...server, stop: () => unwind.run(), lostChanges: ending.lostChanges };
  } catch (error) {
    await unwind.run();
    throw asTeleError(error);
  }
}

type Http = RunningThread<HttpFromMain>;
type Store = RunningThread<StoreFromMain>;

async function start(settings: Settings, log: Log, unwind: Unwind, ending: Ending): Promise<Omit<RunningServer, 'stop' | 'lostChanges'>> {
  refuseExposed(settings);
  const now: Clock = () => Date.now() / 1000;
  const key = loadPrivacyKey({ keyFile: settings.privacy.keyFile, dataFolder: settings.store.path });
  const privacy = createPrivacy({ ...settings.privacy, key });
  const registry = createRegistry({ namespace: settings.metrics.namespace });
  const heartbeat = new Heartbeat();
  heartbeat.beat(now());

  // Http is started first and stopped last: the probes answer while the store opens and closes.
  const ports = new MessageChannel();
  const http = startHttp(settings, { key, registry, heartbeat, storePort: ports.port1 }, log, unwind);
  let main: MainThread | undefined = undefined;
  answerCalls(
    http.worker,
    answersOfMain(() => main, { settings, log, now }),
  );
  const { address } = await http.caller.call('listen', {}, LISTEN_SECONDS);

  const store = startStore({ settings: settings.store, rawKey: rawKeyOf(key), address, httpPort: ports.port2 }, log, unwind, ending);
  const { lastLsn } = await store.caller.call('open', {}, OPEN_SECONDS);
  const queue = createStoreQueue({
    lastLsn,
    send: (batch) => store.caller.call('append', batch, undefined, [batch.bytes.buffer]),
    lost(count, reason) {
      ending.lost(count);
      main?.engine.emit({ type: 'event.dropped', at: now(), stage: labelText('store'), reason, count });
    },
  });
  unwind.add(async () => {
    ending.begin(queue.waiting);
    await main?.flush();
    await within(DRAIN_SECONDS, queue.drain());
  });
  const raw = createRawQueue({
    hashId: privacy.hashId,
    send: (bytes) => store.caller.call('raw', { bytes }),
    lost: (count) => main?.engine.emit({ type: 'event.dropped', at: now(), stage: labelText('raw'), reason: 'queue_full', count }),
  });
  main = createMainThread({ settings, now, log, privacy, registry, heartbeat, queue, raw });
  const { calls } = await store.caller.call('openCalls', {}, OPEN_SECONDS);
  main.adopt(calls);
  if (calls.length > 0) log.info({ calls: calls.length }, 'Open calls were adopted.');
  const report = runTimers({ main, http, store, registry, expected: settings.sources.expected, now }, unwind);
  await startSources(main, unwind);
  await report();
  return {
    address,
    endpoints: main.sources.flatMap((source) => source.endpoints()),
    failure: Promise.race([http.died, store.died]),
  };
}

interface AnswerContext {
  readonly settings: Settings;
  readonly log: Log;
  readonly now: Clock;
}

/** What main answers to http. `main` gives undefined while it starts. */
function answersOfMain(main: () => MainThread | undefined, { settings, log, now }: AnswerContext): Answers<MainFromHttp> {
  return {
    ingest: async ({ events }) => ({ lsn: await running(main()).ingest(events) }),
    flush: async () => ({ lsn: await running(main()).flush() }),
    active() {
      const { setup, ringing, answered } = running(main()).engine.counts;
      return { active: setup + ringing + answered };
    },
    sweep: async ({ silentSeconds, isDryRun }) => running(main()).sweep(silentSeconds, isDryRun),
    rejected({ reason }) {
      main()?.engine.emit({ type: 'event.rejected', at: now(), reason });
      return {};
    },
    refused({ counts }) {
      for (const [reason, count] of counts) main()?.engine.emit({ type: 'server.refused', at: now(), reason, count });
      return {};
    },
    audit({ access }) {
      log.info({ access }, 'The number of a person was used.');
      running(main()).engine.emit({ type: 'privacy.access', at: now(), access });
      return {};
    },
    block({ seconds }) {
      if (settings.debug.hooks) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
      return {};
    },
  };
}

function running(main: MainThread | undefined): MainThread {
  if (main === undefined) throw new TeleError('STORE_STUCK', 'The server is starting.');
  return main;
}

function refuseExposed({ http }: Settings): void {
  if (!isLoopback(http.host) && http.tokenFile === undefined)
    throw new TeleError('HTTP_EXPOSED', `http would listen on ${http.host}, which others can reach, and has no token file.`);
}

interface HttpParts {
  readonly key: Uint8Array;
  readonly registry: SharedRegistry;
  readonly heartbeat: Heartbeat;
  readonly storePort: HttpThreadData['storePort'];
}

function startHttp(settings: Settings, { key, registry, heartbeat, storePort }: HttpParts, log: Log, unwind: Unwind): Http {
  const data: HttpThreadData = {
    version: readVersion(),
    http: settings.http,
    hasDebugHooks: settings.debug.hooks,
    key,
    output: settings.privacy.output,
    country: settings.privacy.country,
    pages: registry.pages(),
    heartbeat: heartbeat.buffer,
    storePath: settings.store.path,
    storePort,
  };
  const http = runThread<HttpFromMain>('http', 'INTERNAL', data, [storePort], log);
  unwind.add(() => endThread(http, () => http.caller.call('close', {}, CLOSE_SECONDS)));
  return http;
}

function startStore(data: StoreThreadData, log: Log, unwind: Unwind, ending: Ending): Store {
  const store = runThread<StoreFromMain>('store', 'STORE_STUCK', data, [data.httpPort], log);
  unwind.add(async () => {
    try {
      await endThread(store, async () => {
        const { waiting } = await store.caller.call('close', {}, CLOSE_SECONDS);
        if (waiting > 0) log.warn({ changes: waiting }, `${waiting} changes wait in the spool; they are written at the next start.`);
      });
    } finally {
      await ending.tell(log);
    }
  });
  return store;
}

/** Lets a thread close what it holds, then ends it in any case. */
async function endThread(thread: Http | Store, close: () => Promise<unknown>): Promise<void> {
  try {
    await close();
  } finally {
    await thread.end();
  }
}

interface Timed {
  readonly main: MainThread;
  readonly http: Http;
  readonly store: Store;
  readonly registry: SharedRegistry;
  readonly expected: readonly string[];
  readonly now: Clock;
}

/** Starts the timers; they are gone before the last tick, which the stop itself makes. The result reports how main is at once. */
function runTimers({ main, http, store, registry, expected, now }: Timed, unwind: Unwind): () => Promise<unknown> {
  const checks = createMainChecks({ sources: main.sources, watch: main.watch, expected });
  const observer = observeProcess(registry);
  const collecting = startCollecting(registry, { everySeconds: COLLECT_SECONDS, now });
  const report = () => ({ checks: checks.run(now()) });
  const poll = createReportPoll({ ask: () => store.caller.call('report', {}), emit: main.engine.emit, now });
  const timers = [
    // A round cannot fail: what a call does is counted inside.
    setInterval(() => void main.tick(), TICK_MS).unref(),
    setInterval(() => http.caller.tell('report', report()), REPORT_MS).unref(),
    setInterval(poll, REPORT_MS).unref(),
  ];
  unwind.add(() => {
    for (const timer of timers) clearInterval(timer);
    collecting.stop();
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

/** Whether the work ended within the time. */
async function within(seconds: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isDone;
}
