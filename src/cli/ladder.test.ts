import { expect, test } from 'vitest';
import { timelineEntry } from '../testing/index.ts';
import { renderLadder } from './ladder.ts';
import type { TimelineEntry } from '../core/index.ts';

const CALLER = '192.0.2.1:5060';
const PROXY = '192.0.2.2:5060';
const FIRST = '203.0.113.1:5060';
const SECOND = '203.0.113.2:5060';
const T0 = 1_700_000_000;

function sent(seconds: number, src: string, dst: string, facts: Partial<TimelineEntry>): TimelineEntry {
  return timelineEntry({ at: T0 + seconds, src, dst, hasSdp: false, contentHash: seconds * 1000 + src.length + dst.length, ...facts });
}

/** A call that a first carrier refuses, of which an INVITE is sent twice, and that a second carrier answers. */
const FAILOVER: readonly TimelineEntry[] = [
  sent(0, CALLER, PROXY, { method: 'INVITE', hasSdp: true }),
  sent(0.01, PROXY, FIRST, { method: 'INVITE', hasSdp: true, contentHash: 7 }),
  sent(0.51, PROXY, FIRST, { method: 'INVITE', hasSdp: true, contentHash: 7 }),
  sent(0.6, FIRST, PROXY, { method: 'INVITE', status: 503, reasonQ850: 34 }),
  sent(0.61, PROXY, SECOND, { method: 'INVITE', hasSdp: true }),
  sent(1.2, SECOND, PROXY, { method: 'INVITE', status: 180 }),
  sent(1.21, PROXY, CALLER, { method: 'INVITE', status: 180 }),
  sent(3, SECOND, PROXY, { method: 'INVITE', status: 200, hasSdp: true }),
  sent(3.01, PROXY, CALLER, { method: 'INVITE', status: 200, hasSdp: true }),
  sent(3.1, CALLER, SECOND, { method: 'ACK' }),
];

test('a failed-over call with a retransmission is drawn with a column per endpoint', () => {
  expect(renderLadder(FAILOVER, { columns: 140, hasColor: false })).toEqual(LADDER);
});

test('no line is wider than the terminal, down to where messages are listed instead', () => {
  for (const columns of [140, 120, 100, 80]) {
    for (const line of renderLadder(FAILOVER, { columns, hasColor: false })) expect(line.length).toBeLessThanOrEqual(columns);
  }
  const listed = renderLadder(FAILOVER, { columns: 50, hasColor: false });
  expect(listed).toHaveLength(FAILOVER.length);
  expect(listed[2]).toBe(`    +0.510  ${PROXY} -> ${FIRST}  INVITE (again 1) SDP`);
});

test('refusals are red and retransmissions are faint when there is colour', () => {
  const lines = renderLadder(FAILOVER, { columns: 140, hasColor: true });
  expect(lines[4]).toMatch(/^\u001b\[2m/);
  expect(lines[5]).toMatch(/^\u001b\[31m/);
  expect(lines[2]).not.toContain('\u001b');
});

test('a message that a proxy sends to itself stands beside its line', () => {
  const spiral = [sent(0, CALLER, PROXY, {}), sent(0.1, PROXY, PROXY, { contentHash: 3 })];
  expect(renderLadder(spiral, { columns: 80, hasColor: false })[3]).toBe('    +0.100  |              |<> INVITE');
});

test('a call without kept messages says so', () => {
  expect(renderLadder([], { columns: 80, hasColor: false })).toEqual(['No messages are kept of this call.']);
});

const LADDER: readonly string[] = [
  '            192.0.2.1:5060            192.0.2.2:5060            203.0.113.1:5060          203.0.113.2:5060',
  '            |                         |                         |                         |',
  '    +0.000  |------ INVITE SDP ------>|                         |                         |',
  '    +0.010  |                         |------ INVITE SDP ------>|                         |',
  '    +0.510  |                         |- INVITE (again 1) SDP ->|                         |',
  '    +0.600  |                         |<- 503 INVITE Q.850;34 --|                         |',
  '    +0.610  |                         |------------------- INVITE SDP ------------------->|',
  '    +1.200  |                         |<------------------- 180 INVITE -------------------|',
  '    +1.210  |<------ 180 INVITE ------|                         |                         |',
  '    +3.000  |                         |<----------------- 200 INVITE SDP -----------------|',
  '    +3.010  |<---- 200 INVITE SDP ----|                         |                         |',
  '    +3.100  |----------------------------------- ACK ------------------------------------>|',
];
