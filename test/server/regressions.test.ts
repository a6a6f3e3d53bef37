import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { counter, createRegistry } from '../../src/metrics/index.ts';
import { createRingscope } from '../../src/sdk/index.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { readSamples } from '../../src/testing/check-scenario.ts';
import { runScenario } from '../../src/testing/run-scenario.ts';
import { readScenario } from '../../src/testing/scenario-text.ts';
import { startServer } from '../../src/testing/start-server.ts';
import { spawnServer } from './spawn-server.ts';

/** Defects of earlier systems, each by the number under which it is known. Others stand beside what they are about. */
const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test.each(['CMS 38', 'busy here', '+4930123456', ''])('T9: the reason "%s" makes no series and is counted as rejected', async (reason) => {
  const ringscope = await createRingscope();
  // @ts-expect-error Untyped code may say anything.
  ringscope.emit({ type: 'sms.failed', at: 1, source: 'gateway', modem: 'sim1', reason });
  const samples = readSamples(ringscope.metrics());
  expect(samples.filter(([series]) => series.startsWith('telephony_sms_send_failures_total{'))).toEqual([]);
  expect(samples).toContainEqual(['ringscope_dropped_total{stage="emit",reason="malformed"}', '1']);
});

test('T9: a status with digits or spaces counts as other where a metric says so, and as rejected', () => {
  const registry = createRegistry();
  const calls = registry.add(
    counter('ringscope_example_calls_total', {
      help: 'Calls by status.',
      labels: { status: ['ok', 'other'] },
      fallback: { status: 'other' },
    }),
  );
  for (const status of ['ok', '486 Busy Here', 'ok ', 'o\nk']) {
    // @ts-expect-error Untyped code may say anything.
    calls.inc({ status });
  }
  const samples = readSamples(registry.compose('text'));
  expect(samples).toContainEqual(['ringscope_example_calls_total{status="ok"}', '1']);
  expect(samples).toContainEqual(['ringscope_example_calls_total{status="other"}', '3']);
  expect(samples).toContainEqual(['ringscope_metrics_label_rejected_total{metric="ringscope_example_calls_total",label="status"}', '3']);
});

/** A REGISTER from a host of its own and its answer, as lines of a scenario. */
function registerLines(index: number, status: number): readonly string[] {
  const [phone, proxy] = ['192.0.2.40:5060', '192.0.2.20:5060'];
  const at = 1_750_000_000 + index / 1000;
  const line = (startLine: string, src: string, dst: string, toTag: string): string => {
    const payload = [
      startLine,
      `Via: SIP/2.0/UDP ${phone};branch=z9hG4bK${index}`,
      `From: <sip:100@host-${index}.example>;tag=f${index}`,
      `To: <sip:100@host-${index}.example>${toTag}`,
      `Call-ID: ${index}@host-${index}.example`,
      'CSeq: 1 REGISTER',
      `Contact: <sip:100@${phone}>`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    return `${index / 1000} hex ${Buffer.from(encodeHep3({ at, src, dst, payload })).toString('hex')}`;
  };
  return [line('REGISTER sip:example.org SIP/2.0', phone, proxy, ''), line(`SIP/2.0 ${status} Refused`, proxy, phone, `;tag=t${index}`)];
}

test('T12: parameters and a slash behind a path change nothing', async () => {
  const server = await startServer(ends);
  for (const path of ['/metrics?x=1', '/metrics/', '/healthz/', '/livez/', '/api/v1/calls/']) {
    const answer = await server.get(path);
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, expect.stringMatching(/./)]);
  }
});

test('T16: a flood of REGISTER from 10,000 hosts makes no series of its own, and shows 401 and 403', () => {
  const flood = (count: number) => {
    const lines = Array.from({ length: count }, (_, index) => registerLines(index, index % 2 === 0 ? 401 : 403)).flat();
    const { exposition } = runScenario(readScenario(['messages', ...lines, 'run 60', 'expect'].join('\n')));
    return new Map(readSamples(exposition));
  };
  const few = flood(10);
  const many = flood(10_000);
  expect([...many.keys()].filter((series) => !few.has(series))).toEqual([]);
  expect([...many.keys()].join('\n')).not.toContain('host-');
  // Challenged and left at that: 401. Refused at once: 403.
  expect(many.get('telephony_registrations_total{outcome="rejected",challenged="yes"}')).toBe('5000');
  expect(many.get('telephony_registrations_total{outcome="rejected",challenged="no"}')).toBe('5000');
});

test('T17: calls of 300 s have a 95th percentile of 300 s, not the 60 s at which buckets once ended', async () => {
  const ringscope = await createRingscope({ now: () => 1300 });
  for (let index = 0; index < 20; index += 1) {
    const call = ringscope.calls.of(`call-${index}`);
    call.answered({ at: 1000 });
    call.end({ at: 1300 });
  }
  ringscope.flush();
  const samples = new Map(readSamples(ringscope.metrics()));
  const below = (seconds: number): number => Number(samples.get(`telephony_call_talk_seconds_bucket{direction="unknown",le="${seconds}"}`));
  expect([below(60), below(180), below(300)]).toEqual([0, 0, 20]);
});

test('T21: a token file named in the settings file is enforced', async () => {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-token-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  const token = 'a-token-of-a-test-0123456789';
  writeFileSync(join(path, 'tokens'), `${token} metrics,read\n`, { mode: 0o600 });
  writeFileSync(join(path, 'ringscope.yaml'), `auth:\n  token_file: ${join(path, 'tokens')}\n`, { mode: 0o600 });
  const server = await spawnServer({ config: join(path, 'ringscope.yaml'), store: join(path, 'data') });
  ends.push(async () => void (await server.kill('SIGKILL')));
  for (const route of ['/metrics', '/healthz', '/api/v1/calls']) {
    expect((await fetch(`${server.url}${route}`)).status).toBe(401);
    expect((await fetch(`${server.url}${route}`, { headers: { authorization: 'Bearer another-token-0123456789' } })).status).toBe(401);
    expect((await fetch(`${server.url}${route}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  }
  expect((await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
});
