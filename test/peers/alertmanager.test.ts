import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trunkAttempts } from '../../src/catalog/index.ts';
import { createMetricsResponder, metricsHandler } from '../../src/metrics-node/index.ts';
import { createRegistry, labelText } from '../../src/metrics/index.ts';
import { runCommand } from '../run-command.ts';
import { requires } from './requires.ts';
import { startAlertmanager, startReceiver, withSecond, type Alertmanager, type Receiver } from './start-alertmanager.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';
import { tailOf } from './program.ts';
import { waitUntil } from './wait-until.ts';

/** The alert of a dead carrier, and one that it explains. */
const ALERT = 'TrunkFailing';
const EXPLAINED = 'AnswerRatioLow';
const TRUNK = 'carrier-b';
const LATE_SECONDS = 3;
/** Calls to the trunk between two scrapes. */
const CALLS = 5;

/** The written rules with windows of 5 s instead of 5 minutes and waits of a second instead of a minute. `test/slow/alerting.test.ts` takes them as they are. */
function inSeconds(rules: string): string {
  return rules.replaceAll(/\[(\d+)m\]/g, '[$1s]').replaceAll(/for: "(\d+)m"/g, 'for: "$1s"');
}

requires('prometheus', 'prometheus-alertmanager')(
  'The written rules, with seconds for minutes, in a real Prometheus and Alertmanager',
  () => {
    let folder = '';
    let receiver: Receiver;
    let scraped: Server;
    let prometheus: Prometheus;
    let alertmanager: Alertmanager;
    let outcome: 'failed' | 'answered' = 'answered';

    const heard = (name: string, status: string): boolean =>
      receiver.heard.some((one) => one.status === status && one.names[0] === name && one.names[1] === TRUNK);
    const detail = (): string => `${JSON.stringify(receiver.heard)}\n${tailOf(prometheus.program)}\n${tailOf(alertmanager.program)}`;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ringscope-alertmanager-'));
      receiver = await startReceiver();
      const registry = createRegistry({ now: () => Date.now() / 1000 });
      const attempts = registry.add(trunkAttempts);
      const respond = createMetricsResponder(registry);
      const handler = metricsHandler((headers) => {
        attempts.add(CALLS, { side: 'to', trunk: labelText(TRUNK), outcome });
        return respond(headers);
      });
      scraped = createServer(handler).listen(0, '127.0.0.1');
      await once(scraped, 'listening');
      const { out } = await runCommand(['alerts', 'write']);
      const { out: inhibitRules } = await runCommand(['alerts', 'write', '--format', 'alertmanager']);
      alertmanager = await startAlertmanager({ folder, webhook: receiver.url, inhibitRules, late: EXPLAINED, lateSeconds: LATE_SECONDS });
      const rules = inSeconds(withSecond(out, ALERT, EXPLAINED));
      prometheus = await startPrometheus({
        folder,
        jobs: { ringscope: (scraped.address() as AddressInfo).port },
        rules,
        alertmanagerPort: alertmanager.port,
      });
      await prometheus.whenUp();
      outcome = 'failed';
    });
    afterAll(async () => {
      await prometheus?.program.stop();
      await alertmanager?.program.stop();
      scraped?.close();
      receiver?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('reach the webhook', async () => {
      await waitUntil('sent by Alertmanager', 90, () => (heard(ALERT, 'firing') ? true : undefined), detail);
    });

    test('send no alert that another one explains', async () => {
      const known = await waitUntil('suppressed', 90, async () => {
        const answer = await fetch(`${alertmanager.url}/api/v2/alerts?filter=alertname%3D${EXPLAINED}`);
        const alerts = (await answer.json()) as readonly { readonly startsAt: string; readonly status: { readonly state: string } }[];
        return alerts.find(({ status }) => status.state === 'suppressed');
      });
      // By then it would have been sent.
      const sentAt = Date.parse(known.startsAt) + 1000 * (LATE_SECONDS + 1);
      await waitUntil('as long as Alertmanager waits', 90, () => (Date.now() > sentAt ? true : undefined));
      expect(heard(EXPLAINED, 'firing')).toBe(false);
    });

    test('are resolved once calls are answered again', async () => {
      outcome = 'answered';
      await waitUntil('resolved by Alertmanager', 90, () => (heard(ALERT, 'resolved') ? true : undefined), detail);
    });
  },
);
