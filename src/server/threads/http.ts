import { parentPort, workerData } from 'node:worker_threads';
import { type HealthCheck, TeleError } from '../../core/index.ts';
import { Heartbeat, readPages } from '../../metrics/index.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { createApp, createSharedParts } from '../http/app.ts';
import { createRefusals } from '../http/refusals.ts';
import type { Listener } from '../http/listeners.ts';
import { createHealthWatch } from '../http/health-watch.ts';
import { createServerHealth } from '../http/server-health.ts';
import { createExports } from '../http/exports.ts';
import type { AppContext } from '../http/app-context.ts';
import { type OpenListeners, openListeners } from '../http/open-listeners.ts';
import { checkCertificates } from '../certificates/certificate-check.ts';
import { createTlsReport } from '../certificates/tls-report.ts';
import { createCredentials, type ServerCredentials } from '../credentials/create-credentials.ts';
import { ROLE } from '../http/credentials.ts';
import { leaveThread } from '../leave-thread.ts';
import type { HttpFromMain, MainFromHttp, MainFromThread, QueryFromHttp, StoreFromHttp } from '../messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { createPrivacy } from '../privacy/privacy.ts';
import { StopFlag } from '../stop-flag.ts';
import type { HttpThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The http thread: it owns everything that listens for HTTP. */

const data = workerData as HttpThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The http thread was started as a program.');
const main = createCaller<MainFromHttp & MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const store = createCaller<StoreFromHttp>(data.storePort, 'STORE_STUCK', 'store');
const query = createCaller<QueryFromHttp>(data.queryPort, 'STORE_STUCK', 'query');
data.storePort.on('close', () => store.fail(new TeleError('STORE_STUCK', 'The store thread has ended.')));
data.queryPort.on('close', () => query.fail(new TeleError('STORE_STUCK', 'The query thread has ended.')));
const exports = createExports(data.storePath, data.stop);
const now = (): number => Date.now() / 1000;
const heartbeat = new Heartbeat(data.heartbeat);
const privacy = createPrivacy({ key: data.key, output: data.output, country: data.country });
const refusals = createRefusals();
let reported: readonly HealthCheck[] = [{ name: 'start', severity: 'failed', reason: 'The server is starting.', since: now() }];
const tlsReport = createTlsReport();
let listeners: OpenListeners | undefined;
let credentials: ServerCredentials | undefined;
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

/** A failure is for the operator: its message may hold paths of this machine. */
function explain({ code, message }: TeleError): string {
  main.tell('log', { level: 'error', message: `A request failed: ${message}`, code });
  return 'The log of the server says what failed.';
}

async function open(): Promise<Pick<OpenListeners, 'endpoints'>> {
  credentials = createCredentials(data.auth, {
    owner: { digest: Buffer.from(data.ownerDigest), identity: { name: 'owner', roles: new Set(ROLE) } },
    now,
    monotonicSeconds,
    log: (level, message, code) => main.tell('log', { level, message, ...(code === undefined ? {} : { code }) }),
  });
  const context: Omit<AppContext, 'policy' | 'hosts'> = {
    version: data.version,
    now,
    main,
    store,
    query,
    exports,
    hashCallId: privacy.hashCallId,
    hashPerson: privacy.hashPerson,
    present: (stored) => privacy.present(stored),
    presentNumbers: privacy.presentNumbers,
    output: data.output,
    hasVoiceSkill: data.http.voiceSkill,
    credentials,
    heartbeatAgeSeconds,
    health,
    metrics: readPages(data.pages),
    hasDebugHooks: data.hasDebugHooks,
    refused: refusals.count,
    explain,
  };
  main.tell('log', { level: 'info', message: sayHeapLimit() });
  const contextOf = ({ policy, host }: Pick<Listener, 'policy' | 'host'>) => ({ ...context, policy, hosts: [host, ...data.http.hosts] });
  const shared = createSharedParts(context);
  listeners = await openListeners(data.listeners, {
    appOf: (listener) => createApp(contextOf(listener), listener, shared),
    refused: refusals.count,
    report: tlsReport,
    warn: ({ message, code }) => main.tell('log', { level: 'warn', message, code }),
  });
  return { endpoints: listeners.endpoints };
}

answerCalls<HttpFromMain>(parentPort, {
  ping: () => ({}),
  listen: open,
  async prepareReload({ auth }) {
    const [takeCredentials, takeCertificates] = [credentials?.load(auth), await listeners?.loadCertificates()];
    takeLoaded = () => {
      takeCredentials?.();
      takeCertificates?.();
    };
    return {};
  },
  takeReload() {
    takeLoaded();
    return {};
  },
  report({ checks }) {
    reported = checks;
    // Main asks about once a second: no timer is needed to tell it.
    const counts = refusals.take();
    if (counts !== undefined) main.tell('refused', { counts });
    const news = tlsReport.take();
    if (news !== undefined) main.tell('tls', news);
    // It never rejects: what cannot be looked at is a finding.
    if (!stopFlag.isSet) void health().then(watchHealth);
    return {};
  },
  async close() {
    try {
      await Promise.all([listeners?.close(stopFlag.isHurried), exports.close()]);
      credentials?.close();
      return {};
    } finally {
      leaveThread(parentPort, data.storePort, data.queryPort);
    }
  },
});
