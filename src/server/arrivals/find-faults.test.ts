import { expect, test } from 'vitest';
import type { ArrivedAgent } from '../../core/index.ts';
import { findAgentFaults } from './find-agent-faults.ts';
import { findBuffer } from './find-buffer.ts';
import { findRefused } from './find-refused.ts';
import { findSilence } from './find-silence.ts';
import { RisingCount } from './rising-count.ts';
import { createFindingWarnings } from './warn-findings.ts';

const NOW = 1_795_219_200;

/** An agent with which nothing is wrong. */
const GOOD: ArrivedAgent = {
  label: '1',
  plainLabel: '1',
  address: '192.0.2.1',
  frames: 100,
  firstAt: NOW - 3600,
  lastAt: NOW - 1,
  messages: 100,
  invites: 10,
  options: 5,
  requests: 50,
  responses: 50,
  aheadSeconds: { least: -0.2, most: -0.001 },
};
const OTHER: ArrivedAgent = { ...GOOD, label: '2', plainLabel: '2', address: '192.0.2.2' };
const CALM = { peakFrames: 100, recentDrops: 0, isSet: false };
const SILENT = { startedAt: NOW - 600, isRefusing: false, places: ['127.0.0.1:9060 (udp)'], stray: 0 };

const faults = (agents: readonly ArrivedAgent[], clockAhead = 0) => findAgentFaults(agents, clockAhead, NOW);

test('agents that do well are not spoken of', () => {
  expect(faults([GOOD, OTHER])).toEqual([]);
});

test('two agents with one capture id are named with both addresses, while both send', () => {
  const second = { ...OTHER, label: '1@192.0.2.2', plainLabel: '1' };
  const [found, ...rest] = faults([GOOD, second]);
  expect(rest).toEqual([]);
  expect(found).toMatchObject({ name: 'shared_capture_id', severity: 'warning', reason: expect.stringContaining('192.0.2.1, 192.0.2.2') });
  expect(found?.fix).toContain('hep_capture_id');
  expect(faults([GOOD, { ...second, lastAt: NOW - 61 }])).toEqual([]);
  // Of HEP 1, which carries none, nothing can be said.
  expect(
    faults([
      { ...GOOD, plainLabel: 'unknown' },
      { ...second, plainLabel: 'unknown' },
    ]),
  ).toEqual([]);
});

test.each([
  [{ requests: 20, responses: 0 }, '20 requests and no responses'],
  [{ requests: 0, responses: 33 }, '33 responses and no requests'],
])('an agent that captures one direction is named: %j', (counts, said) => {
  expect(faults([{ ...GOOD, ...counts }])).toMatchObject([{ name: 'one_direction', reason: expect.stringContaining(said) }]);
});

test('a few messages of one kind are no direction', () => {
  expect(faults([{ ...GOOD, requests: 19, responses: 0 }])).toEqual([]);
  expect(faults([{ ...GOOD, requests: 1000, responses: 1 }])).toEqual([]);
});

test('a clock that is ahead is told by how much; a slow way is no clock', () => {
  expect(faults([{ ...GOOD, aheadSeconds: { least: 2.1, most: 2.998 } }])).toMatchObject([
    { name: 'agent_clock', reason: 'The clock of agent 1 at 192.0.2.1 is 3.0 s ahead.', fix: expect.stringContaining('NTP') },
  ]);
  expect(faults([{ ...GOOD, aheadSeconds: { least: -40, most: -5 } }])).toMatchObject([
    { name: 'agent_clock', reason: expect.stringContaining('5.0 s behind') },
  ]);
  expect(faults([{ ...GOOD, aheadSeconds: { least: -40, most: -0.01 } }])).toEqual([]);
  expect(faults([{ ...GOOD, requests: 2, responses: 2, aheadSeconds: { least: 9, most: 9 } }])).toEqual([]);
});

test('a clock of this machine that was set is not blamed on the agents, and where all are off alike it is', () => {
  expect(faults([{ ...GOOD, aheadSeconds: { least: 59.8, most: 60 } }], 60)).toEqual([]);
  const off = { aheadSeconds: { least: 29.8, most: 30 } };
  expect(
    faults([
      { ...GOOD, ...off },
      { ...OTHER, ...off },
    ]),
  ).toMatchObject([{ name: 'own_clock', reason: expect.stringContaining('all 2 agents are 30.0 s ahead') }]);
});

test('a proxy that tells nothing but OPTIONS for a quarter of an hour seems not to trace calls', () => {
  const idle = { ...GOOD, invites: 0, options: 100 };
  expect(faults([idle])).toMatchObject([{ name: 'no_calls_traced', severity: 'warning', fix: expect.stringContaining('trace_on') }]);
  expect(faults([{ ...idle, firstAt: NOW - 899 }])).toEqual([]);
  expect(faults([{ ...idle, messages: 19, options: 19 }])).toEqual([]);
  // A registrar may be all that it is.
  expect(faults([{ ...idle, options: 50 }])).toMatchObject([{ name: 'no_calls_traced', severity: 'note' }]);
  // What sends quality reports alone is no proxy.
  expect(faults([{ ...idle, messages: 0, options: 0 }])).toEqual([]);
});

test('what is refused is told for a minute, and noise of strangers is no warning', () => {
  const one = { address: '192.0.2.7', reason: 'not_allowed', count: 102, lastAt: NOW - 60 };
  expect(findRefused([one], NOW)).toEqual([
    {
      name: 'refused',
      severity: 'warning',
      subject: '192.0.2.7',
      reason: '102 refused from 192.0.2.7 (not_allowed): the address is not in hep.allow.',
      fix: 'Add it to hep.allow, and reload by SIGHUP or restart.',
      isLoss: true,
    },
  ]);
  expect(findRefused([one], NOW + 1)).toEqual([]);
  expect(findRefused([{ ...one, reason: 'stranger' }], NOW)).toMatchObject([{ severity: 'note' }]);
  expect(findRefused([{ ...one, reason: 'sip_no_call_id' }], NOW)).toMatchObject([
    { severity: 'note', reason: expect.stringContaining('damaged') },
  ]);
});

test('a buffer that was cut is a warning when it was set, when much comes, and when it runs over', () => {
  const cut = { askedBytes: 8_388_608, givenBytes: 212_992, drops: 0 };
  expect(findBuffer(cut, CALM)).toEqual([]);
  const set = findBuffer(cut, { ...CALM, isSet: true });
  expect(set).toMatchObject([
    {
      name: 'receive_buffer',
      reason: expect.stringContaining('212992 of the 8388608 bytes'),
      fix: expect.stringContaining('net.core.rmem_max=8388608'),
    },
  ]);
  expect(findBuffer(cut, { ...CALM, peakFrames: 1900 })).toMatchObject([{ name: 'receive_buffer' }]);
  expect(findBuffer(cut, { ...CALM, recentDrops: 7 })).toMatchObject([
    {
      name: 'kernel_drops',
      isLoss: true,
      reason: expect.stringContaining('dropped 7 datagrams'),
      fix: expect.stringContaining('net.core.rmem_max=8388608'),
    },
  ]);
  const whole = { ...cut, givenBytes: cut.askedBytes };
  expect(findBuffer(whole, { ...CALM, isSet: true, peakFrames: 1e6 })).toEqual([]);
  expect(findBuffer(whole, { ...CALM, recentDrops: 7 })).toMatchObject([{ fix: expect.stringContaining('net.core.rmem_max=16777216') }]);
});

test('silence says where to send, and a wrong port when datagrams come for one', () => {
  expect(findSilence({ ...SILENT, startedAt: NOW - 59 }, NOW)).toEqual([]);
  expect(findSilence(SILENT, NOW)).toMatchObject([
    {
      name: 'nothing_arrived',
      severity: 'warning',
      reason: 'Nothing arrived since the start 600 s ago.',
      fix: expect.stringContaining('127.0.0.1:9060 (udp)'),
    },
  ]);
  expect(findSilence({ ...SILENT, startedAt: NOW - 5, stray: 102 }, NOW)).toMatchObject([
    { name: 'wrong_port', reason: expect.stringContaining('102 datagrams'), fix: expect.stringContaining('127.0.0.1:9060 (udp)') },
  ]);
  // It was right before: others may send those.
  expect(findSilence({ ...SILENT, heardAt: NOW - 10, stray: 102 }, NOW)).toEqual([]);
  expect(findSilence({ ...SILENT, heardAt: NOW - 100 }, NOW)).toMatchObject([{ name: 'nothing_arrived', severity: 'note' }]);
  // Who has only posted events is no HEP agent.
  expect(findSilence({ ...SILENT, heardAt: NOW - 100, isOfPrograms: true }, NOW)).toMatchObject([
    {
      subject: 'events',
      fix: 'See whether the programs run that post to /api/v1/events; `ringscope sources` says what of theirs was refused.',
    },
  ]);
  // What is refused has arrived.
  expect(findSilence({ ...SILENT, isRefusing: true }, NOW)).toEqual([]);
});

test('a count says by how much it has risen within a minute', () => {
  const count = new RisingCount();
  expect(count.recent).toBe(0);
  for (let second = 0; second <= 200; second += 1) count.note(1000 + Math.min(second, 100), second);
  expect(count.recent).toBe(0);
  count.note(1130, 201);
  expect(count.recent).toBe(30);
});

test('the log tells a warning once, again after ten minutes, and never more than three at once', () => {
  const told: string[] = [];
  const warn = createFindingWarnings(({ subject }) => told.push(subject));
  const refused = (count: number) =>
    findRefused(
      Array.from({ length: count }, (_, index) => ({ address: `192.0.2.${index}`, reason: 'bad_key', count: 1, lastAt: NOW })),
      NOW,
    );
  for (let second = 0; second < 600; second += 1) warn(refused(5), second);
  expect(told).toHaveLength(5);
  warn(refused(5), 600);
  expect(told).toHaveLength(8);
  // Forged addresses fill no log: those beyond what is remembered are silent.
  told.length = 0;
  for (let second = 1300; second < 1900; second += 1) warn(refused(5000), second);
  expect(told.length).toBeLessThanOrEqual(1024);
  warn(findRefused([{ address: 'x', reason: 'stranger', count: 1, lastAt: NOW }], NOW), 3000);
  expect(told).not.toContain('x');
});
