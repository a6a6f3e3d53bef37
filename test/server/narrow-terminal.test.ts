import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelText, type CallLeg, type StoredCall, type TimelineEntry } from '../../src/core/index.ts';
import { openSqlite } from '../../src/stores/index.ts';
import { callChange, storedCall, timelineEntry } from '../../src/testing/index.ts';
import { startServer, testFolder } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';

/** What a person at a terminal of 80 columns reads of a failed call: nothing of it is cut. */

const COLUMNS = 80;
const T0 = 1_795_219_200;
const CALLER = '192.0.2.10:5060';
const PROXY = '198.51.100.1:5060';
const CARRIERS = ['203.0.113.1:5060', '203.0.113.2:5060', '[2001:db8:0:1::17]:5060'];
const CALL_ID = '3848276298220188511-8f2e44d1c0b74a9e@192.0.2.10';
const ends: (() => Promise<void> | void)[] = [];
let store = '';

function leg(address: string, depth: number, after: number, facts: Partial<CallLeg>): CallLeg {
  return { address, trunk: labelText('none'), depth, startedAt: T0 + after, outcome: 'failed', cause: 'congestion', ...facts };
}

const FAILED: Partial<StoredCall> = {
  state: 'ended',
  isProvisional: false,
  outcome: 'failed',
  cause: 'server_error',
  releasedBy: 'network',
  sipCode: 500,
  hopCode: 503,
  startedAt: T0,
  endedAt: T0 + 9,
  caller: { hash: 'a', mask: '+1***0017' },
  callee: { hash: 'b', mask: '+49***2233' },
  anomalies: ['no_contact'],
  legs: [
    leg(PROXY, 1, 0, { status: 500, cause: 'server_error' }),
    ...CARRIERS.map((address, n) => leg(address, 2, 0.1 + n, { trunk: labelText('carrier-long-name'), status: 503, reasonQ850: 34 })),
    leg('203.0.113.9:5060', 2, 4, { trunk: labelText('carrier-b'), cause: 'no_response' }),
  ],
};

function sent(seconds: number, src: string, dst: string, facts: Partial<TimelineEntry>): TimelineEntry {
  return timelineEntry({ at: T0 + seconds, src, dst, fromTag: 1, hasSdp: false, contentHash: seconds * 1000, ...facts });
}

const TIMELINE: readonly TimelineEntry[] = [
  sent(0, CALLER, PROXY, { branches: [1], hasSdp: true }),
  sent(0.01, PROXY, CALLER, { branches: [1], status: 100 }),
  ...CARRIERS.flatMap((address, n) => [
    sent(0.1 + n, PROXY, address, { branches: [10 + n, 1], hasSdp: true }),
    sent(0.2 + n, address, PROXY, { branches: [10 + n, 1], status: 503, toTag: 30 + n, reasonQ850: 34 }),
  ]),
  ...[4, 4.5, 5.5, 7.5].map((at) => sent(at, PROXY, '203.0.113.9:5060', { branches: [20, 1], hasSdp: true })),
  sent(9, PROXY, CALLER, { branches: [1], status: 500, toTag: 40 }),
];

beforeAll(async () => {
  store = join(testFolder(ends), 'store');
  const server = await startServer([], { store: store });
  await server.stop();
  const files = await openSqlite({ path: store });
  const calls = ['one', 'two'].map((id) =>
    storedCall({ ...FAILED, id: `${id}-0123456789abcdef`, callKey: `key-${id}`, callId: `${id}-${CALL_ID}` }),
  );
  const lsn = await files.lastLsn();
  await files.append({ lsn: lsn + calls.length, changes: calls.map((call) => callChange(call, TIMELINE)) });
  await files.close();
});
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function read(...argv: readonly string[]): Promise<string> {
  const { code, out } = await runCommand([...argv, '--store', store], {}, { columns: COLUMNS });
  expect(code).toBe(0);
  return out;
}

/** Lines that are too wide although they could be broken between two words. */
function tooWide(out: string): readonly string[] {
  return out.split('\n').filter((line) => line.length > COLUMNS && line.trim().includes(' '));
}

function lacking(out: string, text: string): readonly string[] {
  const words = new Set(out.split(/\s+/));
  return text.split(/\s+/).filter((word) => !words.has(word));
}

test('call shows its verdict, its notes and its ladder within 80 columns, and no word is cut', async () => {
  const out = await read('call', 'one-0123456789abcdef', '--ladder', '--absolute');
  const { verdict, calls } = JSON.parse(await read('call', 'one-0123456789abcdef', '--json')) as {
    verdict: string;
    calls: readonly { notes: readonly string[] }[];
  };
  expect(verdict).toBe(
    'carrier-long-name (203.0.113.1:5060, 203.0.113.2:5060, [2001:db8:0:1::17]:5060) failed the call with 503 Service Unavailable (congestion, Q.850 cause 34), and carrier-b (203.0.113.9:5060) never answered the INVITE (no_response); the caller saw 500 Server Internal Error; 2 such calls within an hour before and after it.',
  );
  expect(calls[0]?.notes).toEqual([
    'The INVITE was sent 4 times to 203.0.113.9:5060, and nothing came back.',
    'A message lacks the Contact that its method needs.',
  ]);
  expect(tooWide(out)).toEqual([]);
  for (const text of [verdict, ...(calls[0]?.notes ?? []), 'Service Unavailable Q.850;34 Server Internal Error', ...CARRIERS])
    expect(lacking(out, text)).toEqual([]);
});

test('failures shows each reason whole, with the callee as its mask shows it and the Call-ID', async () => {
  const out = await read('failures');
  const { failures } = JSON.parse(await read('failures', '--json')) as { failures: readonly { reason: string; call: { id: string } }[] };
  expect(failures).toHaveLength(2);
  for (const { reason, call } of failures) expect(lacking(out, `${reason} ${call.id} +49***2233`)).toEqual([]);
  expect(lacking(out, `one-${CALL_ID} two-${CALL_ID}`)).toEqual([]);
  expect(tooWide(out)).toEqual([]);
});

test('similar lists the calls that came out as one did, around the time of it', async () => {
  const { calls } = JSON.parse(await read('similar', 'one-0123456789abcdef', '--within', '1m', '--json')) as {
    calls: readonly { id: string }[];
  };
  expect(calls.map(({ id }) => id).toSorted()).toEqual(['one-0123456789abcdef', 'two-0123456789abcdef']);
  const out = await read('similar', `two-0123456789abcdef`);
  expect(tooWide(out)).toEqual([]);
  expect(out.match(/failed/g)).toHaveLength(2);
  expect(await runCommand(['similar', 'one-0123456789abcdef', '--within', 'long', '--store', store])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^BAD_REQUEST: /),
  });
  expect(await runCommand(['similar', 'nobody', '--store', store])).toMatchObject({ code: 1, err: expect.stringMatching(/^NOT_FOUND: /) });
});
