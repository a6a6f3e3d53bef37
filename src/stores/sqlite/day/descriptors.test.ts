import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-descriptors-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAYS = 90;
const DAY = 86_400;
const MIDNIGHT = 1_700_006_400;

/** Runs in a process that may open 256 files: lists, exports, finds and counts over all days, again and again. */
const PROGRAM = `
const { openSqlite } = await import(process.argv[1]);
const { readdirSync } = await import('node:fs');
const store = await openSqlite({ path: process.argv[2], readOnly: true });
const open = () => readdirSync('/proc/self/fd').length;
const seen = [];
for (let round = 0; round < 50; round += 1) {
  const { calls, isPartial } = await store.listCalls({ limit: 1000 });
  let bytes = 0;
  for await (const chunk of store.scan({}, 'ndjson', 'off')) bytes += chunk.length;
  const found = await store.findCalls('call-0');
  const { value } = await store.summarize({ since: ${MIDNIGHT - 1}, until: ${MIDNIGHT + DAYS * DAY} });
  seen.push([calls.length, isPartial ?? false, bytes > 10000, found.length, value.total.attempts, open()]);
}
console.log(JSON.stringify(seen));
`;

test('90 days are read through few descriptors, which do not grow, where 256 are all there are', async () => {
  const path = join(root, 'data');
  const store = await openSqlite({ path });
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  for (let day = 0; day < DAYS; day += 1) {
    const startedAt = MIDNIGHT + day * DAY + 7;
    await store.append(batchAfter(day, [callChange(storedCall({ id: `call-${day}`, callKey: `key-${day}`, ...settled, startedAt }))]));
  }
  await store.close();
  const built = fileURLToPath(new URL('../../../../dist/stores/index.js', import.meta.url));
  const command = 'ulimit -n 256 && exec "$0" --input-type=module -e "$1" "$2" "$3"';
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, PROGRAM, built, path]);
  const rounds: (readonly [number, boolean, boolean, number, number, number])[] = JSON.parse(stdout);
  expect(rounds.map(([...one]) => one.slice(0, 5))).toEqual(rounds.map(() => [DAYS, false, true, 1, DAYS]));
  const descriptors = rounds.map(([, , , , , open]) => open);
  expect(Math.max(...descriptors)).toBeLessThan(160);
  expect(Math.max(...descriptors.slice(1))).toBeLessThanOrEqual((descriptors[0] ?? 0) + 3);
});
