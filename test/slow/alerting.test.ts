import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playLive } from '../../src/cli/demo-live.ts';
import { DEMO_TRUNKS, generate, type Incident } from '../../src/demo/index.ts';
import { runCommand } from '../run-command.ts';
import { freePort } from '../peers/free-ports.ts';
import { startAlertmanager, startReceiver, type Alertmanager, type Heard, type Receiver, withSecond } from '../peers/start-alertmanager.ts';
import { tailOf } from '../peers/program.ts';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { startPrometheus, type Prometheus } from '../peers/start-prometheus.ts';
import { waitUntil } from '../peers/wait-until.ts';

/** The alert of the incident, and one that it explains. */
const ALERT = 'TrunkFailing';
const EXPLAINED = 'AnswerRatioLow';
/** Time for which Alertmanager waits for the alert that explains it. */
const LATE_SECONDS = 6;
/** From one look of the built-in engine to the next. */
const LOOK_SECONDS = 10;
/** From one scrape of this Prometheus to the next, and from one evaluation to the next. */
const EVALUATION_SECONDS = 1;
/**
 * Beside the one look by which the built-in engine may be later, also here, where the failures of the trunk are a series that is new: what Prometheus judges was scraped up to a second
 * before it is judged, and what it judges up to a second later than it could have. By so much it may be the later one, and its range begins elsewhere by so much. Where other programs
 * run, each of both may be a second or two late besides.
 */
const SLACK_SECONDS = 4 * EVALUATION_SECONDS;

/** Both judge by their own looks: the built-in engine is later by at most so much. */
function expectSame(what: string, own: number, theirs: number, mostSeconds: number): void {
  const laterSeconds = own - theirs;
  console.log(`${what}: the built-in engine ${laterSeconds.toFixed(1)} s after Prometheus`);
  expect(laterSeconds).toBeGreaterThanOrEqual(-SLACK_SECONDS);
  expect(laterSeconds).toBeLessThanOrEqual(mostSeconds + SLACK_SECONDS);
}
const OUTAGE_SECONDS = 100;

/** When an alert changed its state, Unix seconds, by the looks of whoever judges it. */
interface Verdict {
  readonly pendingAt: number;
  readonly firingAt: number;
  /** The first evaluation without it. */
  readonly resolvedAt: number;
}

/** What Prometheus keeps of its own evaluations: a sample of `ALERTS` at each that has the alert. */
async function verdictOf(prometheus: Prometheus, trunk: string): Promise<Verdict> {
  const times = async (state: string): Promise<readonly number[]> => {
    const query = `ALERTS{alertname="${ALERT}",trunk="${trunk}",alertstate="${state}"}[1h]`;
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { readonly data: { readonly result: readonly { readonly values: [number, string][] }[] } };
    return data.result.flatMap(({ values }) => values.map(([at]) => at)).toSorted((left, right) => left - right);
  };
  const [pending, firing] = [await times('pending'), await times('firing')];
  const last = firing.at(-1) ?? Number.NaN;
  return { pendingAt: pending[0] ?? Number.NaN, firingAt: firing[0] ?? Number.NaN, resolvedAt: last + EVALUATION_SECONDS };
}

requires('prometheus', 'prometheus-alertmanager')('An incident of the demo, in real time', () => {
  let folder = '';
  let receiver: Receiver;
  let ringscope: Ringscope;
  let prometheus: Prometheus;
  let alertmanager: Alertmanager;
  let demo: Awaited<ReturnType<typeof playLive>>;
  let incident: Incident;

  const start = async (ports: { readonly httpPort: number; readonly hepPort: number }): Promise<Ringscope> => {
    const config = join(folder, 'ringscope.json');
    const own = { name: 'own', kind: 'alertmanager', url: `${receiver.url}/own`, wait_seconds: 0, interval_seconds: 1 };
    writeFileSync(config, JSON.stringify({ trunks: DEMO_TRUNKS, alerts: { receivers: [own] }, sources: { synthetic: true } }));
    return startRingscope({ folder, ...ports, flags: ['--config', config] });
  };
  const heard = (path: string, name: string, status: string): Heard | undefined =>
    receiver.heard.find((one) => one.path === path && one.status === status && one.names[0] === name && one.names[1] === incident.subject);
  /** The verdict of the built-in engine, at the times of its own looks. */
  const ownVerdict = async (): Promise<{ readonly state: string; readonly since: number; readonly activeAt: number }> => {
    const { alerts } = JSON.parse(await ringscope.text('/api/v1/alerts')) as {
      readonly alerts: readonly { alert: string; state: string; since: number; activeAt: number; labels: Record<string, string> }[];
    };
    const found = alerts.find(({ alert, labels }) => alert === ALERT && labels['trunk'] === incident.subject);
    if (found === undefined) throw new Error(`${ALERT} is neither pending nor fires.`);
    return found;
  };
  const detail = (): string =>
    `${JSON.stringify(receiver.heard)}\n${tailOf(ringscope.program)}\n${tailOf(prometheus.program)}\n${tailOf(alertmanager.program)}`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringscope-alerting-'));
    receiver = await startReceiver();
    const ports = { httpPort: await freePort(), hepPort: await freePort() };
    ringscope = await start(ports);
    const { out } = await runCommand(['alerts', 'write']);
    const { out: inhibitRules } = await runCommand(['alerts', 'write', '--format', 'alertmanager']);
    alertmanager = await startAlertmanager({
      folder,
      webhook: `${receiver.url}/alertmanager`,
      inhibitRules,
      late: EXPLAINED,
      lateSeconds: LATE_SECONDS,
    });
    prometheus = await startPrometheus({
      folder,
      jobs: { ringscope: ports.httpPort },
      rules: withSecond(out, ALERT, EXPLAINED),
      alertmanagerPort: alertmanager.port,
    });
    await prometheus.whenUp();
    const now = Math.floor(Date.now() / 1000);
    incident = {
      kind: 'trunk_outage',
      name: 'trunk_outage',
      subject: 'carrier-b',
      begin: now + 5,
      end: now + OUTAGE_SECONDS,
      shows: '',
      look: '',
    };
    // The office is busiest before noon.
    const offsetSeconds = 11 * 3600 - (now % 86_400);
    const items = generate({ seed: 19, from: now, callsPerHour: 12_000, incidents: [incident], offsetSeconds });
    demo = await playLive(items, {
      hep: `127.0.0.1:${ports.hepPort}`,
      url: ringscope.url,
      now: () => Date.now() / 1000,
      failed: () => undefined,
    });
  }, 600_000);
  afterAll(async () => {
    await demo?.stop();
    await prometheus?.program.stop();
    await alertmanager?.program.stop();
    await ringscope?.program.stop();
    receiver?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('reaches the webhook by Prometheus and Alertmanager, and by the built-in engine within one look of seeing it, restarts in between', async () => {
    // While the alert is pending.
    await waitUntil(
      'pending',
      120,
      async () => ((await ringscope.text('/api/v1/alerts')).includes('"pending"') ? true : undefined),
      detail,
    );
    await ringscope.program.stop();
    ringscope = await start(ringscope);
    const byPrometheus = await waitUntil('told by Alertmanager', 240, () => heard('/alertmanager', ALERT, 'firing'), detail);
    const byOwn = await waitUntil('told by the engine', 90, () => heard('/own', ALERT, 'firing'), detail);
    const [own, theirs] = [await ownVerdict(), await verdictOf(prometheus, incident.subject)];
    expectSame('pending', own.activeAt, theirs.pendingAt, LOOK_SECONDS);
    expectSame('firing', own.since, theirs.firingAt, LOOK_SECONDS);
    // The restart in between costs no look: both were pending for as long.
    expectSame('pending for', own.since - own.activeAt, theirs.firingAt - theirs.pendingAt, 0);
    expect(own.state).toBe('firing');
    // Alertmanager waits a second for the group.
    expect(Math.abs(byOwn.at - byPrometheus.at)).toBeLessThan(LOOK_SECONDS + SLACK_SECONDS + 2);
    // And while it fires.
    await ringscope.program.stop();
    ringscope = await start(ringscope);
  }, 600_000);

  test('keeps what it explains from being told', async () => {
    const known = await waitUntil('suppressed', 90, async () => {
      const answer = await fetch(`${alertmanager.url}/api/v2/alerts?filter=alertname%3D${EXPLAINED}`);
      const alerts = (await answer.json()) as readonly { readonly startsAt: string; readonly status: { readonly state: string } }[];
      return alerts.find(({ status }) => status.state === 'suppressed');
    });
    // By then it would have been told.
    const toldAt = Date.parse(known.startsAt) + 2000 * LATE_SECONDS;
    await waitUntil('as long as Alertmanager waits', 90, () => (Date.now() > toldAt ? true : undefined));
    expect(heard('/alertmanager', EXPLAINED, 'firing')).toBeUndefined();
  });

  test('is told as resolved by both when it is over', async () => {
    const byPrometheus = await waitUntil('resolved by Alertmanager', 400, () => heard('/alertmanager', ALERT, 'resolved'), detail);
    const byOwn = await waitUntil('resolved by the engine', 120, () => heard('/own', ALERT, 'resolved'), detail);
    const [own, theirs] = [await ownVerdict(), await verdictOf(prometheus, incident.subject)];
    expectSame('resolved', own.since, theirs.resolvedAt, LOOK_SECONDS);
    expect(own.state).toBe('resolved');
    expect(Math.abs(byOwn.at - byPrometheus.at)).toBeLessThan(LOOK_SECONDS + SLACK_SECONDS + 2);
    expect(receiver.heard.filter(({ path, status, names }) => path === '/own' && status === 'firing' && names[0] === ALERT)).toHaveLength(
      1,
    );
  }, 900_000);
});
