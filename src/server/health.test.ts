import { expect, test } from 'vitest';
import { createHealthMemory, labelText } from '../core/index.ts';
import { aggregate } from './health.ts';
import { checkMain, checkStore } from './http/checks.ts';
import { checkMemory, checkOpenFiles } from './http/process-checks.ts';
import { createSourceWatch } from './source-watch.ts';

const GIB = 1024 ** 3;

test('the worst check decides', () => {
  const check = (severity: 'ok' | 'degraded' | 'failed') => ({ name: severity, severity, reason: 'r', since: 0 });
  expect(aggregate([check('ok')]).status).toBe('ready');
  expect(aggregate([check('ok'), check('degraded')]).status).toBe('degraded');
  expect(aggregate([check('failed'), check('degraded')]).status).toBe('not_ready');
});

test('a check keeps its time as long as its severity stays', () => {
  const remember = createHealthMemory();
  const at = (now: number, severity: 'ok' | 'failed') => remember([{ name: 'a', severity, reason: String(now) }], now);
  at(1, 'ok');
  expect(at(2, 'ok')).toEqual([{ name: 'a', severity: 'ok', reason: '2', since: 1 }]);
  expect(at(3, 'failed')[0]?.since).toBe(3);
  expect(at(9, 'ok')[0]?.since).toBe(9);
});

test('an old heartbeat degrades, then fails', () => {
  expect([0, 2, 10].map((age) => checkMain(age).severity)).toEqual(['ok', 'degraded', 'failed']);
});

test('a store that refuses, is silent or runs out of disk is not ready', () => {
  const severities = (health: Parameters<typeof checkStore>[0]) => checkStore(health).map((check) => check.severity);
  const spool = { bytes: 10, maxBytes: 100, waitingChanges: 0, oldestAgeSeconds: 0 };
  expect(severities({ problems: [], spool, freeBytes: GIB })).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(severities({ problems: [], spool, freeBytes: GIB / 4 })).toEqual(['ok', 'ok', 'degraded', 'ok']);
  expect(severities({ problems: [], spool, freeBytes: 0, failure: { message: 'full', since: 1 } })).toEqual([
    'failed',
    'ok',
    'failed',
    'ok',
  ]);
  expect(severities(new Error('silent'))).toEqual(['failed']);
});

test('a spool that fills up or whose changes wait degrades, a full one is not ready', () => {
  const spool = { bytes: 10, maxBytes: 100, waitingChanges: 3, oldestAgeSeconds: 1 };
  const found = (state: Partial<typeof spool>) => checkStore({ problems: [], freeBytes: GIB, spool: { ...spool, ...state } })[1];
  expect(found({})).toEqual({
    name: 'spool',
    severity: 'ok',
    reason: '3 changes wait for the store, the oldest for 1.0 s; the spool is 10 % full.',
  });
  expect(found({ bytes: 50 })?.severity).toBe('degraded');
  expect(found({ oldestAgeSeconds: 10 })?.severity).toBe('degraded');
  expect(found({ bytes: 100 })?.severity).toBe('failed');
});

test('only the silence of an expected source degrades', () => {
  const watch = createSourceWatch(1000);
  watch.accept({ type: 'source.packet', at: 1, receivedAt: 1100, source: labelText('hep'), kind: 'sip', lengthBytes: 1 });
  const severities = (expected: readonly string[], now: number) =>
    watch
      .check(expected, now)
      .filter(({ name }) => name !== 'traffic')
      .map(({ name, severity }) => `${name} ${severity}`);
  expect(severities([], 9000)).toEqual(['receive_buffer ok']);
  expect(severities(['hep'], 1159)).toEqual(['source_hep ok', 'receive_buffer ok']);
  expect(severities(['hep'], 1160)).toEqual(['source_hep degraded', 'receive_buffer ok']);
  expect(severities(['never'], 1060)).toEqual(['source_never degraded', 'receive_buffer ok']);
});

test('no traffic at all is idle, which is said with since when, and only an expected source makes it worse', () => {
  const watch = createSourceWatch(1000);
  const traffic = (now: number) => watch.check([], now)[0];
  const status = (expected: readonly string[], now: number) =>
    aggregate(watch.check(expected, now).map((finding) => ({ ...finding, since: 0 }))).status;
  expect(traffic(1010)).toEqual({ name: 'traffic', severity: 'idle', reason: 'Nothing was heard of any source since the start 10 s ago.' });
  expect([status([], 1010), status(['hep'], 1059), status(['hep'], 1060)]).toEqual(['idle', 'idle', 'degraded']);
  watch.heard('api', 1100);
  expect(traffic(1399)).toEqual({ name: 'traffic', severity: 'ok', reason: 'api sent something 299 s ago.' });
  expect(traffic(1400)).toEqual({ name: 'traffic', severity: 'idle', reason: 'Nothing was heard of any source for 300 s.' });
  expect([status([], 1200), status([], 1400)]).toEqual(['ready', 'idle']);
});

test('memory and open files are judged against what the process may have', () => {
  const memory = (usedBytes: number) => checkMemory({ usedBytes, limitBytes: GIB });
  expect(memory(GIB / 2)).toEqual({ name: 'memory', severity: 'ok', reason: 'The process takes 512 of 1024 MiB (50 %).' });
  expect(memory(GIB * 0.9).severity).toBe('degraded');
  expect(checkOpenFiles(undefined, 100)).toEqual([]);
  expect([79, 80, 94, 95].map((open) => checkOpenFiles(open, 100)[0]?.severity)).toEqual(['ok', 'degraded', 'degraded', 'failed']);
  expect(checkOpenFiles(95, 100)[0]?.reason).toContain('95 of 100 files and sockets are open. Raise the limit');
});

test('a file that cannot be read degrades and is named with what to do, the others are fine', () => {
  const spool = { bytes: 10, maxBytes: 100, waitingChanges: 0, oldestAgeSeconds: 0 };
  const problems = ['calls-2026-03-01.db', 'calls-2026-03-02.db'].map((file) => ({ file, reason: `${file} is damaged: restore it.` }));
  expect(checkStore({ spool, problems }).slice(2)).toEqual([
    { name: 'disk', severity: 'failed', reason: 'The data folder cannot be looked at.' },
    { name: 'files', severity: 'degraded', reason: 'calls-2026-03-01.db is damaged: restore it. 1 more: calls-2026-03-02.db.' },
  ]);
});
