import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rounds } from '../../../../test/rounds.ts';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-descriptors-'));
const path = join(root, 'data');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAYS = 90;
const DAY = 86_400;
const MIDNIGHT = 1_700_006_400;

/** Lists, exports, finds and counts over all days, again and again. */
const PROGRAM = `
const { openSqlite } = await import(process.argv[1]);
const { readdirSync } = await import('node:fs');
const store = await openSqlite({ path: process.argv[2], readOnly: true });
const open = () => readdirSync('/proc/self/fd').length;
const seen = [];
for (let round = 0; round < ${rounds(6, 50)}; round += 1) {
  const { calls, isPartial } = await store.listCalls({ limit: 1000 });
  let bytes = 0;
  for await (const chunk of store.scan({}, 'ndjson', 'off')) bytes += chunk.length;
  const found = await store.findCalls('call-0');
  const { value } = await store.summarize({ since: ${MIDNIGHT - 1}, until: ${MIDNIGHT + DAYS * DAY} });
  seen.push([calls.length, isPartial ?? false, bytes > 10000, found.length, value.total.attempts, open()]);
}
console.log(JSON.stringify(seen));
`;

/** The same, by a reader that comes and goes beside one that stays, as an export in the server does. */
const BESIDE = `
const { openSqlite } = await import(process.argv[1]);
const { readdirSync } = await import('node:fs');
const whole = { since: ${MIDNIGHT - 1}, until: ${MIDNIGHT + DAYS * DAY} };
const stays = await openSqlite({ path: process.argv[2], readOnly: true });
await stays.summarize(whole);
const open = () => readdirSync('/proc/self/fd').length;
const before = open();
const after = [];
for (let round = 0; round < ${rounds(5, 20)}; round += 1) {
  const comes = await openSqlite({ path: process.argv[2], readOnly: true });
  let bytes = 0;
  for await (const chunk of comes.scan({}, 'ndjson', 'off')) bytes += chunk.length;
  await comes.close();
  after.push(open());
}
console.log(JSON.stringify({ before, after }));
`;

beforeAll(async () => {
  const store = await openSqlite({ path });
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  for (let day = 0; day < DAYS; day += 1) {
    const startedAt = MIDNIGHT + day * DAY + 7;
    await store.append(batchAfter(day, [callChange(storedCall({ id: `call-${day}`, callKey: `key-${day}`, ...settled, startedAt }))]));
  }
  await store.close();
});

/** What a program over these days writes, in a process that may open 256 files. */
async function run(program: string): Promise<string> {
  const built = fileURLToPath(new URL('../../../../dist/stores/index.js', import.meta.url));
  const command = 'ulimit -n 256 && exec "$0" --input-type=module -e "$1" "$2" "$3"';
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, program, built, path]);
  return stdout;
}

test('90 days are read through few descriptors, which do not grow, where 256 are all there are', async () => {
  const read: (readonly [number, boolean, boolean, number, number, number])[] = JSON.parse(await run(PROGRAM));
  expect(read.map(([...one]) => one.slice(0, 5))).toEqual(read.map(() => [DAYS, false, true, 1, DAYS]));
  const descriptors = read.map(([, , , , , open]) => open);
  expect(Math.max(...descriptors)).toBeLessThan(160);
  expect(Math.max(...descriptors.slice(1))).toBeLessThanOrEqual((descriptors[0] ?? 0) + 3);
});

test('a reader that comes and goes beside one that stays leaves a descriptor for each file that the other has open, and the next one takes it', async () => {
  const { before, after }: { readonly before: number; readonly after: readonly number[] } = JSON.parse(await run(BESIDE));
  // At most 32 days, and the calls in progress.
  expect(Math.max(...after)).toBeLessThanOrEqual(before + 33);
  expect(new Set(after.slice(1)).size).toBe(1);
});
