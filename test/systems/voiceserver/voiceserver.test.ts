import { afterEach, expect, test } from 'vitest';
import { differing, documentedNames, postedOf, startMigrated, unseen } from '../migrated-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const HOUR = 3600;

test('what VoiceServer posts and what its SIP shows moves every name that it documents, by value', async () => {
  const server = await startMigrated(ends, [{ name: 'voiceserver', listen: { port: 0 } }]);
  const startAt = Math.floor(Date.now() / 1000) - HOUR;
  const { events, expected } = postedOf('voiceserver', 'voice', startAt);
  const open = ['webrtc', 'webrtc', 'websocket', 'cellular'].map((carrier, index) => ({
    type: 'call.report',
    source: 'voice',
    callId: `open-${index}`,
    state: 'answered',
    carrier,
  }));
  await server.post([...events, ...open]);
  // What is active follows from the calls that are open, and the last figures from the time of the post.
  const following = /^voiceserver_(?:active_calls|scrape_timestamp)/;
  const wanted = [
    ...expected.filter(({ series }) => !following.test(series)),
    { series: 'voiceserver_active_calls{transport="webrtc"}', value: '2' },
    { series: 'voiceserver_active_calls{transport="websocket"}', value: '1' },
    { series: 'voiceserver_active_calls{transport="sip"}', value: '1' },
  ];
  expect(await differing(async () => server.scrape('voiceserver'), wanted)).toEqual([]);
  await server.sendCapture();
  expect(unseen(await server.scrape('voiceserver'), documentedNames('voiceserver'))).toEqual([]);
});

test('what a real Kamailio sent by HEP is counted in the words of the system', async () => {
  const server = await startMigrated(ends, [{ name: 'voiceserver', listen: { port: 0 } }]);
  await server.sendCapture();
  const expected = [
    { series: 'voiceserver_calls_total{transport="sip",status="ok"}', value: '9' },
    { series: 'voiceserver_calls_total{transport="sip",status="error"}', value: '7' },
    { series: 'voiceserver_calls_total{transport="sip",status="signaling-error"}', value: '5' },
  ];
  expect(await differing(async () => server.scrape('voiceserver'), expected)).toEqual([]);
});
