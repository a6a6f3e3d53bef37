import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { placeMessages } from './place-messages.ts';

const [PHONE, PROXY] = ['192.0.2.10:5060', '192.0.2.20:5060'];

function entry(facts: Partial<TimelineEntry>): TimelineEntry {
  return {
    at: 99.5,
    receivedAt: 100.000001,
    arrival: 1,
    agent: labelText('7'),
    transport: 'udp',
    src: PHONE,
    dst: PROXY,
    method: 'INVITE',
    cseq: 1,
    branches: [],
    contentHash: 1,
    lengthBytes: 10,
    hasSdp: false,
    hasCredentials: false,
    isEmergency: false,
    ...facts,
  };
}

test('a message has the addresses of the entry that arrived with it and is the same message, each entry is used once', () => {
  const answer = entry({ status: 100, src: PROXY, dst: PHONE, transport: 'tcp' });
  const kept = [
    { at: 101, text: 'BYE sip:a SIP/2.0' },
    { at: 100.000001, text: 'SIP/2.0 100 Trying' },
    { at: 100.000001, text: 'INVITE sip:a SIP/2.0' },
    { at: 100.000001, text: 'INVITE sip:a SIP/2.0' },
  ];
  const where = { sentAt: 99.5, agent: '7' };
  expect(placeMessages(kept, [entry({}), answer])).toEqual([
    { ...kept[1], ...where, src: PROXY, dst: PHONE, transport: 'tcp' },
    { ...kept[2], ...where, src: PHONE, dst: PROXY, transport: 'udp' },
    kept[3],
    kept[0],
  ]);
});
