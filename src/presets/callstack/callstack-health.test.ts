import { expect, test } from 'vitest';
import { labelText, type EventOfType } from '../../core/index.ts';
import { callstackHealth } from './callstack-health.ts';
import type { HealthView } from '../preset.ts';

const which = { source: labelText('gateway'), modem: labelText('default') };
const connected: EventOfType<'modem.connected'> = { type: 'modem.connected', at: 10, ...which, isReconnect: false };
const lost: EventOfType<'modem.disconnected'> = { type: 'modem.disconnected', at: 20, ...which, reason: 'read_failed' };
const sought: EventOfType<'modem.reconnecting'> = { type: 'modem.reconnecting', at: 21, ...which, attempt: 1 };

function open(): HealthView {
  return callstackHealth.open({ startedAt: 0, now: () => 1234.5, after: () => () => undefined });
}

test('/healthz says 200 and ready when the modem is connected', async () => {
  const view = open();
  view.accept(connected);
  view.accept({ type: 'sms.storage', at: 11, ...which, used: 3, capacity: 20 });
  expect(callstackHealth.paths).toEqual(['/healthz']);
  expect(await view.answer('/healthz')).toEqual({
    status: 200,
    body: { status: 'ready', modem_connected: true, uptime_seconds: 1234.5, sms_store_ready: true },
  });
});

test.each([
  ['unknown', []],
  ['disconnected', [connected, lost]],
  ['reconnecting', [connected, lost, sought]],
])('/healthz says 503 and degraded while the modem is %s', async (_, events) => {
  const view = open();
  for (const event of events) view.accept(event);
  expect(await view.answer('/healthz')).toEqual({
    status: 503,
    body: { status: 'degraded', modem_connected: false, uptime_seconds: 1234.5, sms_store_ready: false },
  });
});

test('two instances have a modem each', async () => {
  const [one, other] = [open(), open()];
  one.accept(connected);
  expect((await one.answer('/healthz')).status).toBe(200);
  expect((await other.answer('/healthz')).status).toBe(503);
});
