import { afterEach, expect, test } from 'vitest';
import { differing, documentedNames, postedOf, startMigrated, unseen } from '../migrated-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const HOUR = 3600;

test('what RustPBX posts and what its SIP shows moves every name that it documents, by value', async () => {
  const server = await startMigrated(ends, [{ name: 'rustpbx', listen: { port: 0 } }]);
  const startAt = Math.floor(Date.now() / 1000) - HOUR;
  const parts = ['rustpbx', 'rustpbx-services', 'rustpbx-contact-centre'].map((name, index) =>
    postedOf(name, 'pbx', startAt + index * 600),
  );
  for (const { events } of parts) await server.post(events);
  expect(
    await differing(
      async () => server.scrape('rustpbx'),
      parts.flatMap(({ expected }) => expected),
    ),
  ).toEqual([]);
  await server.sendCapture();
  const documented = documentedNames('rustpbx').filter((name) => name.startsWith('rustpbx_'));
  expect(unseen(await server.scrape('rustpbx'), documented)).toEqual([]);
});

test('what a real Kamailio sent by HEP is counted in the words of the system', async () => {
  const server = await startMigrated(ends, [{ name: 'rustpbx', listen: { port: 0 } }]);
  await server.sendCapture();
  const expected = [
    { series: 'rustpbx_calls_total{direction="inbound",result="ok"}', value: '9' },
    { series: 'rustpbx_calls_total{direction="inbound",result="rejected"}', value: '8' },
    { series: 'rustpbx_calls_total{direction="inbound",result="failed"}', value: '4' },
    { series: 'rustpbx_call_duration_seconds_count{direction="inbound"}', value: '21' },
    { series: 'rustpbx_call_talk_time_seconds_count{direction="inbound"}', value: '9' },
    { series: 'rustpbx_sip_invite_latency_seconds_count{direction="inbound"}', value: '9' },
    { series: 'rustpbx_sip_registrations_total{realm="unknown"}', value: '4' },
    { series: 'rustpbx_sip_registrations_succeeded_total{realm="unknown"}', value: '2' },
    { series: 'rustpbx_sip_registrations_failed_total{realm="unknown",reason="forbidden"}', value: '2' },
    { series: 'rustpbx_sip_responses_total{status_class="4xx",status_code="486",method="INVITE"}', value: '2' },
  ];
  expect(await differing(async () => server.scrape('rustpbx'), expected)).toEqual([]);
});
