import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { checkNode, isOlder } from '../../src/server/doctor/check-machine.ts';
import { runDoctor } from '../../src/server/doctor/run-doctor.ts';
import { readVersion, type SourcesReport } from '../../src/server/index.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { runCommand as run } from '../run-command.ts';
import { context, doctor, freePort, stub } from './doctored.ts';

/** What no test can bring about on a machine is said by a server of the test, or by what the doctor asks the system. */

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

let free = 0;

beforeAll(async () => {
  free = await freePort();
});

const place = (): readonly string[] => ['--store', join(testFolder(ends), 'data'), '--http-port', String(free), '--hep-port', '0'];

const WELL = { name: 'main', severity: 'ok', reason: 'The main thread was last heard of 0.1 s ago.', since: 1 };
const NOTHING: SourcesReport = { startedAt: 1, sources: [], findings: [] };

/** A server with one check of its health that is not well, or one finding. */
async function sick(check: object | undefined, finding?: object, version: string = readVersion()): Promise<string> {
  return stub(ends, {
    '/': { name: 'ringscope', version, paths: [] },
    '/api/v1/health': { status: check === undefined ? 'ready' : 'degraded', checks: [WELL, ...(check === undefined ? [] : [check])] },
    '/api/v1/sources': { ...NOTHING, findings: finding === undefined ? [] : [finding] },
  });
}

test.each([
  [
    'a store that is stuck',
    { name: 'store', severity: 'failed', reason: 'The store thread did not answer in time.', since: 1 },
    /store: The store thread did not answer/,
    /dmesg/,
  ],
  [
    'a full disk',
    { name: 'disk', severity: 'failed', reason: '3 MiB are free on the disk of the data folder.', since: 1 },
    /disk: 3 MiB are free/,
    /Make room on that disk/,
  ],
  [
    'a clock that was set',
    {
      name: 'clock',
      severity: 'degraded',
      reason: 'The clock of this machine was set 60.0 s ahead while calls are in progress.',
      since: 1,
    },
    /clock: The clock of this machine was set 60\.0 s ahead/,
    /timedatectl set-ntp true/,
  ],
])('%s that the server tells is named with what mends it', async (_what, check, text, fix) => {
  const url = await sick(check);
  const { bad } = await doctor('--url', url, ...place());
  expect(bad).toMatchObject([{ check: 'health', text: expect.stringMatching(text), fix: expect.stringMatching(fix) }]);
  expect((await run(['status', '--url', url])).out).toContain(check.reason);
});

test.each([
  [
    'no packets',
    {
      name: 'nothing_arrived',
      severity: 'warning',
      subject: 'hep',
      reason: 'Nothing arrived since the start 600 s ago.',
      fix: 'Point the agents at 127.0.0.1:9060 (udp).',
    },
  ],
  [
    'a proxy that does not trace',
    {
      name: 'no_calls_traced',
      severity: 'warning',
      subject: '7',
      reason: 'Agent 7 told 100 messages, all of them OPTIONS.',
      fix: 'modparam("siptrace", "trace_on", 1)',
    },
  ],
])('%s that the server tells is named by doctor and status', async (_what, finding) => {
  const url = await sick(undefined, finding);
  const { bad, code } = await doctor('--url', url, ...place());
  expect(code).toBe(0);
  expect(bad).toMatchObject([{ check: 'sources', result: 'warn', text: finding.reason, fix: finding.fix }]);
  const { out } = await run(['status', '--url', url]);
  expect(out).toContain(`warning: ${finding.reason}\n  fix: ${finding.fix}\n`);
});

test('a stale server is named: an older version, and one that lacks what is asked', async () => {
  expect((await doctor('--url', await sick(undefined, undefined, '0.0.9'), ...place())).bad).toMatchObject([
    {
      check: 'server',
      result: 'warn',
      text: expect.stringContaining('is stale: it runs version 0.0.9'),
      fix: expect.stringContaining('Restart the server'),
    },
  ]);
  const lacking = await stub(ends, {
    '/': { name: 'ringscope', version: readVersion() },
    '/api/v1/health': { status: 'ready', checks: [WELL] },
  });
  expect((await doctor('--url', lacking, ...place())).bad[0]).toMatchObject({
    check: 'server',
    result: 'warn',
    text: expect.stringContaining('is stale'),
  });
  expect((await doctor('--url', await sick(undefined, undefined, '99.0.0'), ...place())).bad[0]).toMatchObject({
    text: expect.stringContaining('This program is version'),
  });
});

test('a disk without room is named, from where on it is little on', async () => {
  const ask = async (mib: number) =>
    (await runDoctor(context(ends, { freeBytes: () => mib * 1024 * 1024 }))).find(({ check }) => check === 'disk');
  expect(await ask(63)).toMatchObject({
    result: 'fail',
    text: expect.stringContaining('The disk is full: 63 MiB'),
    fix: expect.stringContaining('Make room'),
  });
  expect(await ask(511)).toMatchObject({ result: 'warn' });
  expect(await ask(513)).toMatchObject({ result: 'ok' });
});

test('a Node that is too old is named', () => {
  expect(checkNode('18.19.1', '>=20.19.0')).toMatchObject([
    {
      result: 'fail',
      text: 'Node 18.19.1 is too old: ringscope needs 20.19.0 or newer.',
      fix: expect.stringContaining('Install Node 20.19.0'),
    },
  ]);
  expect(checkNode('20.19.0', '>=20.19.0')).toMatchObject([{ result: 'ok' }]);
  expect(checkNode('22.1.0-nightly', '>=20.19.0')).toMatchObject([{ result: 'ok' }]);
  expect([isOlder('0.1.0', '0.1.0'), isOlder('0.1.9', '0.2.0'), isOlder('0.10.0', '0.9.0'), isOlder('0.1', '0.1.1')]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('a check that fails itself leaves the others as they are', async () => {
  const lines = await runDoctor(
    context(ends, {
      freeBytes() {
        throw new Error('EIO: i/o error, statfs');
      },
    }),
  );
  expect(lines.find(({ check }) => check === 'disk')).toMatchObject({
    result: 'fail',
    text: 'This could not be looked at: EIO: i/o error, statfs',
  });
  expect(lines.find(({ check }) => check === 'tokens')).toMatchObject({ result: 'ok' });
});

test('a server elsewhere is looked at alone: its disk and its files are not these', async () => {
  const names = (await runDoctor(context(ends, { isLocal: false }))).map(({ check }) => check);
  expect(names).toEqual(['node', 'settings', 'server', 'clock']);
});
