import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { batchAfter, callChange, storedCall } from '../../testing/index.ts';
import { openSqlite } from '../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-access-'));
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  rmSync(root, { recursive: true, force: true });
});

test('a reader goes on when a folder is put back after it found another one in its place that holds no store', async () => {
  const [path, away] = [join(root, 'data'), join(root, 'away')];
  const writer = await openSqlite({ path });
  ends.push(() => writer.close());
  await writer.append(batchAfter(0, [callChange(storedCall({ id: 'call-1' }))]));
  const reader = await openSqlite({ path, readOnly: true });
  ends.push(() => reader.close());
  renameSync(path, away);
  await expect(reader.listCalls({ limit: 10 })).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  mkdirSync(path, { mode: 0o700 });
  await expect(reader.listCalls({ limit: 10 })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  rmSync(path, { recursive: true });
  renameSync(away, path);
  expect((await reader.listCalls({ limit: 10 })).calls.map(({ id }) => id)).toEqual(['call-1']);
});
