import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { reportedId } from '../../calls/index.ts';
import { type HealthCheck, TeleError, zoneClock } from '../../core/index.ts';
import { Heartbeat, readPages } from '../../metrics/index.ts';
import { createMetricsResponder } from '../../metrics-node/index.ts';
import { writeOffset } from '../../stores/index.ts';
import { SPOOL_FOLDER } from '../data-folders.ts';
import { noteShown } from '../programs/note-shown.ts';
import { ShownCount } from '../programs/shown-count.ts';
import { shownPath } from '../programs/told-keeper.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { createApp, createSharedParts, type SharedParts } from '../http/app.ts';
import { createPresetApp } from '../http/preset-app.ts';
import { wrongLoginLine } from '../http/wrong-login.ts';
import { createRefusals } from '../http/refusals.ts';
import type { Listener } from '../http/listener.ts';
import { createHealthWatch } from '../http/health-watch.ts';
import { createServerHealth } from '../http/server-health.ts';
import { createExports } from '../http/exports.ts';
import { createImports } from '../http/imports.ts';
import type { AppContext } from '../http/app-context.ts';
import { mostConnections } from '../http/connection-share.ts';
import { type OpenListeners, openListeners } from '../http/open-listeners.ts';
import { checkCertificates } from '../certificates/certificate-check.ts';
import { createTlsReport } from '../certificates/tls-report.ts';
import { createCredentials, type ServerCredentials } from '../credentials/create-credentials.ts';
import { ROLE } from '../http/credentials.ts';
import { leaveThread } from '../leave-thread.ts';
import type {
  HistoryFromHttp,
  HttpFromMain,
  MainFromHttp,
  MainFromThread,
  PresetReports,
  QueryFromHttp,
  StoreFromHttp,
} from '../messages.ts';
import { createLiveFeed } from '../live/live-feed.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { presetCredentials } from '../systems/preset-credentials.ts';
import { loadDocuments } from '../systems/preset-documents.ts';
import { createPrivacy } from '../privacy/privacy.ts';
import { StopFlag } from '../stop-flag.ts';
import type { HttpThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The http thread: it owns everything that listens for HTTP. */

/** Readers of the live feed at a time, where there are connections enough: a quarter of them at most. */
const MOST_LIVE_READERS = 64;

const data = workerData as HttpThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The http thread was started as a program.');
const main = createCaller<MainFromHttp & MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const store = createCaller<StoreFromHttp>(data.storePort, 'STORE_STUCK', 'store');
const query = createCaller<QueryFromHttp>(data.queryPort, 'STORE_STUCK', 'query');
const history = createCaller<HistoryFromHttp>(data.historyPort, 'STORE_STUCK', 'history');
data.storePort.on('close', () => store.fail(new TeleError('STORE_STUCK', 'The store thread has ended.')));
data.queryPort.on('close', () => query.fail(new TeleError('STORE_STUCK', 'The query thread has ended.')));
data.historyPort.on('close', () => history.fail(new TeleError('STORE_STUCK', 'The history thread has ended.')));
const exports = createExports(data.storePath, data.stop);
const now = (): number => Date.now() / 1000;
const imports = createImports({ main, store, key: data.key, now });
const heartbeat = new Heartbeat(data.heartbeat);
const privacy = createPrivacy({ key: data.key, output: data.output, country: data.country });
const live = createLiveFeed({
  boot: randomBytes(4).toString('hex'),
  version: data.version,
  startedAt: data.startedAt,
  now,
  main,
  present: (stored) => privacy.present(stored),
  mostReaders: Math.min(MOST_LIVE_READERS, Math.floor(mostConnections() / 4)),
});
const refusals = createRefusals();
let reported: readonly HealthCheck[] = [{ name: 'start', severity: 'failed', reason: 'The server is starting.', since: now() }];
let presetReports: PresetReports = {};
const tlsReport = createTlsReport();
let listeners: OpenListeners | undefined;
let credentials: ServerCredentials | undefined;
let statusOnly = statusOnlyOf(data.listeners);
/** Takes what the last `prepareReload` has read. */
let takeLoaded: () => void = () => undefined;

// Main beats before it starts this thread.
const heartbeatAgeSeconds = (): number => heartbeat.ageSeconds(monotonicSeconds()) ?? 0;

const health = createServerHealth({
  askStore: async () => store.call('health', {}),
  askQuery: async () => query.call('health', {}),
  heartbeatAgeSeconds,
  reported: () => reported,
  told: () => checkCertificates('certificates', listeners?.certificates() ?? [], now(), data.tlsWarnDays),
  now,
});

const watchHealth = createHealthWatch((level, message) => main.tell('log', { level, message, component: 'main' }), monotonicSeconds);
const stopFlag = new StopFlag(data.stop);
/** The names of those that tell no more than the conclusion. */
function statusOnlyOf(all: readonly Listener[]): ReadonlySet<string> {
  return new Set(all.flatMap(({ name, isStatusOnly }) => (isStatusOnly ? [name] : [])));
}

/** A failure is for the operator: its message may hold paths of this machine. */
function explain({ code, message }: TeleError): string {
  main.tell('log', { level: 'error', message: `A request failed: ${message}`, code });
  if (code === 'HEAP_EXHAUSTED') return message;
  return 'The log of the server says what failed.';
}

async function keepShown(lsn: number): Promise<void> {
  await writeOffset(shownPath(join(data.storePath, SPOOL_FOLDER)), lsn);
}

const OWNER = { name: 'owner', roles: new Set(ROLE) };

async function open(): Promise<Pick<OpenListeners, 'endpoints'>> {
  credentials = createCredentials(data.auth, {
    owner: { digest: Buffer.from(data.ownerDigest), identity: OWNER, opensAll: data.opensAll },
    now,
    monotonicSeconds,
    log: (level, message, code) => main.tell('log', { level, message, ...(code === undefined ? {} : { code }) }),
  });
  const context: Omit<AppContext, 'policy' | 'hosts' | 'suspected' | 'isStatusOnly'> = {
    version: data.version,
    now,
    main,
    store,
    query,
    history,
    exports,
    imports,
    live,
    hashCallId: privacy.hashCallId,
    reportedId: (callKey) => reportedId(callKey, privacy.hashId),
    hashTrace: privacy.hashTrace,
    traceUrl: data.traceUrl,
    hashPerson: privacy.hashPerson,
    searchPerson: privacy.searchPerson,
    erasedEnd: privacy.erasedEnd,
    present: (stored) => privacy.present(stored),
    presentNumbers: privacy.presentNumbers,
    output: data.output,
    keepRawHours: data.keepRawHours,
    hasVoiceSkill: data.hasVoiceSkill,
    voiceSkillAt: () => addressOf('voice-skill'),
    voiceSkillClock: zoneClock(data.voiceSkillTimeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone),
    credentials,
    heartbeatAgeSeconds,
    health,
    metrics: readAndNote(data.pages),
    isSynthetic: data.isSynthetic,
    exportStallSeconds: data.intervals.exportStallSeconds,
    refused: refusals.count,
    explain,
  };
  main.tell('log', { level: 'info', message: sayHeapLimit() });
  const contextOf = ({ name, policy, host }: Listener): AppContext => ({
    ...context,
    policy,
    hosts: [host, ...data.http.hosts],
    suspected: (login) => main.tell('log', wrongLoginLine(name, login)),
    isStatusOnly: () => statusOnly.has(name),
  });
  const shared = createSharedParts(context);
  const presetAppOf = await openPresetApps(contextOf, shared);
  listeners = await openListeners(data.listeners, {
    appOf: (listener) => presetAppOf(listener) ?? createApp(contextOf(listener), listener, shared),
    refused: refusals.count,
    report: tlsReport,
    now,
    times: data.intervals.connections,
    warn: ({ message, code }) => main.tell('log', { level: 'warn', message, code }),
  });
  return { endpoints: listeners.endpoints };
}

/** The URL of a listener; undefined when there is none of that name. */
function addressOf(name: string): string | undefined {
  const endpoint = listeners?.endpoints.find((one) => one.name === name);
  return endpoint && `${endpoint.transport}://${endpoint.address}`;
}

/** Reads metrics, and notes what was shown of them. */
function readAndNote(pages: HttpThreadData['pages']) {
  return noteShown(readPages(pages), { shown: new ShownCount(data.shown), keep: keepShown });
}

/** Loads what the listeners of presets answer with. */
async function openPresetApps(contextOf: (listener: Listener) => AppContext, shared: SharedParts) {
  const services = data.listeners.flatMap(({ preset }) => preset ?? []);
  const documents = await loadDocuments([...new Set(services.map(({ name }) => name))], {
    startedAt: data.startedAt,
    version: data.version,
    now,
    health,
    reports: () => presetReports,
    sources: data.presetSources,
  });
  return (listener: Listener): ReturnType<typeof createApp> | undefined => {
    const { preset } = listener;
    const pages = preset && data.presetPages[preset.name];
    if (preset === undefined || pages === undefined) return undefined;
    const context = contextOf(listener);
    const credentials = presetCredentials(context.credentials, preset, monotonicSeconds);
    const answerScrape = createMetricsResponder(readAndNote(pages));
    return createPresetApp({ ...context, credentials }, preset, { ...shared, answerScrape, documents });
  };
}

answerCalls<HttpFromMain>(parentPort, {
  ping: () => ({}),
  listen: open,
  async prepareReload({ auth, listeners: next }) {
    const [takeCredentials, takeCertificates] = [credentials?.load(auth), await listeners?.loadCertificates()];
    takeLoaded = () => {
      takeCredentials?.();
      takeCertificates?.();
      statusOnly = statusOnlyOf(next);
    };
    return {};
  },
  takeReload() {
    takeLoaded();
    return {};
  },
  report({ checks, presets }) {
    reported = checks;
    if (presets !== undefined) presetReports = presets;
    // Main asks about once a second: no timer is needed to tell it.
    const counts = refusals.take();
    if (counts !== undefined) main.tell('refused', { counts });
    const readers = live.report();
    if (readers !== undefined) main.tell('live', readers);
    const news = tlsReport.take();
    if (news !== undefined) main.tell('tls', news);
    // It never rejects: what cannot be looked at is a finding.
    if (!stopFlag.isSet) void health().then(watchHealth);
    return {};
  },
  changed(batch) {
    live.take(batch);
    return {};
  },
  async close() {
    live.close();
    try {
      await Promise.all([listeners?.close(stopFlag.isHurried), exports.close(), imports.close()]);
      credentials?.close();
      return {};
    } finally {
      leaveThread(parentPort, data.storePort, data.queryPort, data.historyPort);
    }
  },
});
