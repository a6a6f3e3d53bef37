import { expect, test } from 'vitest';
import { labelText } from '../../core/index.ts';
import { rustpbxHealth } from './rustpbx-health.ts';

test('/healthz is always 200 and knows the calls that are not over', async () => {
  const view = rustpbxHealth.open({ startedAt: 100, now: () => 142.9, after: () => () => undefined });
  expect(await view.answer('/healthz')).toEqual({
    status: 200,
    body: { status: 'ok', uptime_seconds: 42, version: '', active_calls: 0 },
  });
  const label = labelText('x');
  view.accept({ type: 'program.started', at: 100, source: label, name: label, version: labelText('0.5.0'), description: label });
  view.accept({ type: 'call.carried', at: 101, source: label, carrier: 'sip', state: 'answered', count: 3 });
  view.accept({ type: 'call.carried', at: 101, source: label, carrier: 'sip', state: 'ringing', count: 2 });
  view.accept({ type: 'call.carried', at: 102, source: label, carrier: 'sip', state: 'answered', count: 1 });
  expect((await view.answer('/healthz')).body).toEqual({ status: 'ok', uptime_seconds: 42, version: '0.5.0', active_calls: 3 });
});
