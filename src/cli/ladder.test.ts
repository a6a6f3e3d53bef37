import { expect, test } from 'vitest';
import { timelineEntry } from '../testing/index.ts';
import { makeLadder } from '../server/index.ts';
import { renderLadder, type LadderStyle } from './ladder.ts';
import { labelText, type TimelineEntry } from '../core/index.ts';

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
  sent(0, CALLER, PROXY, { branches: [1], hasSdp: true }),
  sent(0.01, PROXY, FIRST, { branches: [2, 1], hasSdp: true, contentHash: 7 }),
  sent(0.51, PROXY, FIRST, { branches: [2, 1], hasSdp: true, contentHash: 7 }),
  sent(0.6, FIRST, PROXY, { branches: [2, 1], status: 503, toTag: 8, reasonQ850: 34 }),
  sent(0.61, PROXY, SECOND, { branches: [3, 1], hasSdp: true }),
  sent(1.2, SECOND, PROXY, { branches: [3, 1], status: 180, toTag: 9 }),
  sent(1.21, PROXY, CALLER, { branches: [1], status: 180, toTag: 9 }),
  sent(3, SECOND, PROXY, { branches: [3, 1], status: 200, toTag: 9, hasSdp: true }),
  sent(3.01, PROXY, CALLER, { branches: [1], status: 200, toTag: 9, hasSdp: true }),
  sent(3.1, CALLER, SECOND, { branches: [4], method: 'ACK', toTag: 9 }),
];

const LEGS = [
  { address: FIRST, trunk: labelText('carrier-a') },
  { address: SECOND, trunk: labelText('carrier-b') },
];

function draw(timeline: readonly TimelineEntry[], columns: number, style: Partial<LadderStyle> = {}): readonly string[] {
  return renderLadder(makeLadder({ agent: labelText('2001'), legs: LEGS }, timeline), { columns, hasColor: false, ...style });
}

test('a failed-over call is drawn with a rail for each endpoint, its trunk, reason phrases, and repetitions folded', () => {
  expect(draw(FAILOVER, 140)).toEqual(LADDER);
});

test('at 80 columns rails move together, and what does not fit on its arrow stands above it', () => {
  expect(draw(FAILOVER, 80)).toEqual(NARROW);
});

test('no line is wider than the terminal and no text is cut, down to where messages are listed instead', () => {
  for (const columns of [140, 120, 100, 80, 60, 40]) {
    const lines = draw(FAILOVER, columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    const words = lines.join(' ').split(/[^A-Za-z0-9.:;-]+/);
    for (const word of ['Service', 'Unavailable', 'Q.850;34', 'Ringing', FIRST, SECOND, 'carrier-a']) {
      if (columns > 40 || word !== 'carrier-a') expect(words).toContain(word);
    }
  }
});

test('in a terminal too narrow for rails messages are listed with their endpoints', () => {
  expect(draw(FAILOVER, 30).slice(0, 3)).toEqual([`    +0.000  ${CALLER} ->`, `            ${PROXY}`, '            INVITE SDP']);
});

test('times are those of the clock on demand', () => {
  expect(draw(FAILOVER, 140, { showAt: (at) => `at ${at - T0}`.slice(0, 12) })[3]).toMatch(/^ {6}at 0  \|/);
});

test('refusals are red when there is colour', () => {
  const lines = draw(FAILOVER, 140, { hasColor: true });
  expect(lines[5]).toMatch(/^\u001b\[31m.*503/);
  expect(lines[3]).not.toContain('\u001b');
});

test('a message that a proxy sends to itself stands beside its line', () => {
  const spiral = [sent(0, CALLER, PROXY, { branches: [1] }), sent(0.1, PROXY, PROXY, { branches: [2, 1], contentHash: 3 })];
  expect(draw(spiral, 80)[3]).toBe('    +0.100  |               | <> INVITE');
});

test('a second capture agent adds a mark to each line instead of a line, and a legend that tells its clock', () => {
  const seen = [sent(0, CALLER, PROXY, { branches: [1] }), sent(0.2, PROXY, CALLER, { branches: [1], status: 486, toTag: 4 })];
  const again = seen.map((entry) => ({ ...entry, at: entry.at + 3, agent: labelText('sbc-2') }));
  expect(draw([...seen, ...again, sent(0.3, CALLER, PROXY, { branches: [1], method: 'ACK', toTag: 4 })], 80)).toEqual([
    '                192.0.2.1:5060     192.0.2.2:5060',
    '                |                  |',
    '    +0.000  AB  |---- INVITE ----->|',
    '    +0.200  AB  |<- 486 Busy Here -|',
    '    +0.300  A   |------ ACK ------>|',
    '',
    'Captured by A 2001, B sbc-2 (its clock is 3.0 s ahead).',
  ]);
});

test('what a program told stands between the messages, broken between words', () => {
  const ladder = makeLadder({ agent: labelText('2001'), legs: [] }, [
    sent(0, CALLER, PROXY, {}),
    sent(2, CALLER, PROXY, { method: 'ACK' }),
  ]);
  const lines = renderLadder(ladder, { columns: 40, hasColor: false }, [{ at: T0 + 1, text: 'voice-agent: answered after some time' }]);
  expect(lines.slice(4, 6)).toEqual(['    +1.000  * voice-agent: answered', '              after some time']);
});

test('what an SDP says stands below its arrow, and in the line where messages are listed', () => {
  const media = 'PCMU,opus,telephone-event 192.0.2.1:4000 sendrecv';
  const call = FAILOVER.map((entry) => (entry.hasSdp && entry.status === undefined ? { ...entry, media } : entry));
  expect(draw(call, 80).slice(5, 10)).toEqual([
    '    +0.000  |---- INVITE SDP ---->|                     |                     |',
    '            | PCMU,opus,telephone-event 192.0.2.1:4000 sendrecv               |',
    '    +0.010  |                     | INVITE SDP sent 2x in 0.5 s               |',
    '            |                     |-------------------->|                     |',
    '            |                  PCMU,opus,telephone-event 192.0.2.1:4000 sendrecv',
  ]);
  for (const columns of [140, 80, 60, 40]) for (const line of draw(call, columns)) expect(line.length).toBeLessThanOrEqual(columns);
  expect(draw(call, 40).join(' ').replaceAll(/\s+/g, ' ')).toContain(`INVITE SDP ${media}`);
});

test('a call without kept messages says so', () => {
  expect(draw([], 80)).toEqual(['No messages are kept of this call.']);
});

const LADDER: readonly string[] = [
  '                                                                            carrier-a                       carrier-b',
  '            192.0.2.1:5060                  192.0.2.2:5060                  203.0.113.1:5060                203.0.113.2:5060',
  '            |                               |                               |                               |',
  '    +0.000  |--------- INVITE SDP --------->|                               |                               |',
  '    +0.010  |                               | INVITE SDP sent 2x in 0.5 s ->|                               |',
  '    +0.600  |                               | 503 Service Unavailable Q.850;34                              |',
  '            |                               |<------------------------------|                               |',
  '    +0.610  |                               |------------------------- INVITE SDP ------------------------->|',
  '    +1.200  |                               |<------------------------ 180 Ringing -------------------------|',
  '    +1.210  |<-------- 180 Ringing ---------|                               |                               |',
  '    +3.000  |                               |<------------------------- 200 OK SDP -------------------------|',
  '    +3.010  |<--------- 200 OK SDP ---------|                               |                               |',
  '    +3.100  |-------------------------------------------- ACK --------------------------------------------->|',
];

const NARROW: readonly string[] = [
  '            192.0.2.1:5060',
  '            |                     192.0.2.2:5060',
  '            |                carrier-a 203.0.113.1:5060 |',
  '            |                     |                carrier-b 203.0.113.2:5060 |',
  '            |                     |                     |                     |',
  '    +0.000  |---- INVITE SDP ---->|                     |                     |',
  '    +0.010  |                     | INVITE SDP sent 2x in 0.5 s               |',
  '            |                     |-------------------->|                     |',
  '    +0.600  |                     | 503 Service Unavailable Q.850;34          |',
  '            |                     |<--------------------|                     |',
  '    +0.610  |                     |--------------- INVITE SDP --------------->|',
  '    +1.200  |                     |<-------------- 180 Ringing ---------------|',
  '    +1.210  |<--- 180 Ringing ----|                     |                     |',
  '    +3.000  |                     |<--------------- 200 OK SDP ---------------|',
  '    +3.010  |<---- 200 OK SDP ----|                     |                     |',
  '    +3.100  |----------------------------- ACK ------------------------------>|',
];
