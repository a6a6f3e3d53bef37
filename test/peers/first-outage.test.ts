import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeScene, readScene } from '../../src/testing/index.ts';
import { makeFolder } from './lab.ts';
import { requires } from './requires.ts';
import { settledCalls, startRingscope, type Ringscope } from './ringscope.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';
import { waitUntil } from './wait-until.ts';

const FLAGS = ['--trunks', 'carrier-a=192.0.2.30,carrier-b=192.0.2.31,office=access;192.0.2.10'];

const RULES = `groups:
  - name: trunks
    rules:
      - alert: TrunkFails
        expr: increase(telephony_trunk_attempts_total{side="to",outcome="failed"}[5m]) > 3
`;

/** Five calls that a carrier answers, and five that the other one fails. */
function outage(): string {
  return Array.from({ length: 5 }, (_, index) => {
    const [good, bad] = [`good${index}`, `bad${index}`];
    return `0 uac > proxy INVITE via=u${good} call=${good}
0.001 proxy > uas2 INVITE via=p${good},u${good} call=${good}
0.002 uas2 > proxy 200 via=p${good},u${good} to=b call=${good}
0.003 proxy > uac 200 via=u${good} to=b call=${good}
0.004 uac > uas2 BYE via=v${good} to=b cseq=2 call=${good}
0.005 uas2 > uac 200 of=BYE via=v${good} to=b cseq=2 call=${good}
0.006 uac > proxy INVITE via=u${bad} call=${bad}
0.007 proxy > uas INVITE via=p${bad},u${bad} call=${bad}
0.008 uas > proxy 503 via=p${bad},u${bad} to=b call=${bad}
0.009 proxy > uac 503 via=u${bad} to=b call=${bad}`;
  }).join('\n');
}

/** Sends a scene as HEP, as if it happened now. */
async function play(text: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  for (const message of readScene(text, Date.now() / 1000))
    await new Promise((resolve) => socket.send(encodeScene(message), port, '127.0.0.1', resolve));
  socket.close();
  await once(socket, 'close');
}

requires('prometheus')('The first outage of a trunk after a restart', () => {
  let folder: string;
  let ringscope: Ringscope;
  let prometheus: Prometheus;

  beforeAll(async () => {
    folder = makeFolder();
    ringscope = await startRingscope({ folder, flags: FLAGS });
    const { httpPort, hepPort } = ringscope;
    await ringscope.program.stop();
    ringscope = await startRingscope({ folder, flags: FLAGS, httpPort, hepPort });
    prometheus = await startPrometheus({ folder, jobs: { ringscope: httpPort }, rules: RULES });
    await prometheus.whenUp();
    const zeros = 'min by (job) (count_over_time(telephony_trunk_attempts_total{side="to",outcome="failed",trunk="carrier-a"}[5m]))';
    await waitUntil('two scrapes of zeros', 90, async () => (((await prometheus.query(zeros))['ringscope'] ?? 0) >= 2 ? true : undefined));
    await play(outage(), hepPort);
    await settledCalls(ringscope, '', 10);
  });
  afterAll(async () => {
    await prometheus?.program.stop();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('fires an alert on its increase within five minutes', async () => {
    const alerts = await waitUntil('the alert fires', 90, async () => {
      const answer = await fetch(`${prometheus.url}/api/v1/alerts`);
      const body = await answer.text();
      return body.includes('"state":"firing"') ? body : undefined;
    });
    expect(alerts).toContain('"trunk":"carrier-a"');
    expect(alerts).not.toContain('"trunk":"carrier-b"');
  });

  test('gives the true ASR by the documented expressions from the first minute', async () => {
    const page = readFileSync(new URL('../../docs/call-model.md', import.meta.url), 'utf8');
    const documented = /# ASR\n(?<expression>.+)/.exec(page)?.groups?.['expression'] ?? '';
    const inWindow = documented.replaceAll(/(?<selector>\w+\{[^}]*\})/g, 'increase($<selector>[5m])');
    const ofMetrics = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
    const rates = /# ASR[^\n]*\n(?<expression>(?:.+\n)+)/.exec(ofMetrics)?.groups?.['expression'] ?? '';
    for (const expression of [documented, inWindow, rates]) {
      const distance = async (): Promise<number> => {
        const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
        return Math.abs(Number(/\[[^,\]]*,"(?<value>[^"]*)"\]/.exec(await answer.text())?.groups?.['value']) - 0.5);
      };
      // Once Prometheus has asked for what the last of the calls has moved.
      await expect.poll(distance, { timeout: 90_000, message: expression }).toBeLessThan(0.01);
    }
  });

  test('shows no family of cards, queues or agents, of which nobody has told, until somebody does', async () => {
    const families = async (): Promise<string> =>
      (await ringscope.text('/metrics', 'text/plain;version=0.0.4')).replaceAll(/^[^#].*\n/gm, '');
    const told = /telephony_(?:apdu|modem|queue|agent|conference|webrtc|ota|tls|websocket|route|sms|voicemail)\w*/;
    expect(told.exec(await families())?.[0]).toBeUndefined();
    const posted = await fetch(`${ringscope.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'conference.created', source: 'bridge', conference: 'c1' }),
    });
    expect(posted.status).toBeLessThan(300);
    await waitUntil('the families of conferences', 90, async () =>
      (await families()).includes('telephony_conferences_created_total') ? true : undefined,
    );
    expect(await families()).not.toContain('telephony_webrtc');
  });
});
