import { expect, test } from 'vitest';
import { labelText, type TelephonyEvent } from '../core/index.ts';
import { encodeHep3 } from '../testing/index.ts';
import { createPacketReader } from './index.ts';

const NOW = 1_700_000_000;
const OPTIONS = [
  'OPTIONS sip:h SIP/2.0',
  'Via: SIP/2.0/UDP h;branch=z9hG4bK1',
  'From: <sip:a@h>;tag=a',
  'To: <sip:b@h>',
  'Call-ID: c1',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

test('the name of an agent that looks like a number is hidden and counted, and agents that differ are still told apart by their address', () => {
  const events: TelephonyEvent[] = [];
  const reader = createPacketReader({ source: labelText('hep'), emit: (event) => void events.push(event), hashSeed: 7 });
  for (const [agentName, peer] of [
    ['agent-12125737553', '192.0.2.1'],
    ['agent-12125737553', '192.0.2.1'],
    ['+1 (212) 573-7554', '192.0.2.7'],
    ['\u0661\u0662\u0663\u0664\u0665\u0666\u0667', '192.0.2.8'],
    [`${'edge-'.repeat(13)}12125737553`, '192.0.2.9'],
    ['edge-7', '192.0.2.1'],
  ] as const)
    reader.hep(encodeHep3({ at: NOW, payload: OPTIONS, agentName }), NOW, peer);
  expect(events.flatMap((event) => (event.type === 'sip.message' ? [event.agent] : []))).toEqual([
    'hidden',
    'hidden',
    'hidden@192.0.2.7',
    'hidden@192.0.2.8',
    'hidden@192.0.2.9',
    'edge-7',
  ]);
  expect(events.flatMap((event) => (event.type === 'event.label_hidden' ? [event.field] : []))).toEqual([
    'agent',
    'agent',
    'agent',
    'agent',
  ]);
  expect(JSON.stringify([events.filter(({ type }) => type === 'source.agent'), reader.arrivals(NOW)])).not.toMatch(/2125737|\u0662/u);
});
