import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MAX_SMALL_FILE_BYTES, readSmallFile, readSmallFileSync, whyUnread } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-small-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');

test.each([
  ['a pipe', () => execFileSync('mkfifo', [path]), ': it is no file'],
  ['a folder', () => execFileSync('mkdir', [path]), ': it is a folder'],
  ['a device', () => execFileSync('ln', ['-s', '/dev/zero', path]), ': it is no file'],
  [
    'a file of 1 TiB',
    () => {
      writeFileSync(path, '');
      truncateSync(path, 2 ** 40);
    },
    ': it has more than 1 MiB',
  ],
  ['nothing', () => undefined, ': there is none'],
])('%s in the place of a file is refused at once, with the reason', async (_what, make, reason) => {
  make();
  const now = (): string => {
    try {
      return readSmallFileSync(path).bytes.toString();
    } catch (error) {
      return whyUnread(error);
    }
  };
  expect([now(), await readSmallFile(path).catch(whyUnread)]).toEqual([reason, reason]);
  rmSync(path, { recursive: true, force: true });
});

test('a file of up to 1 MiB is read, with what the system says of it', async () => {
  const text = 'x'.repeat(MAX_SMALL_FILE_BYTES);
  writeFileSync(path, text, { mode: 0o640 });
  for (const { bytes, stats } of [await readSmallFile(path), readSmallFileSync(path)])
    expect([bytes.toString() === text, stats.size, stats.mode & 0o777n]).toEqual([true, BigInt(text.length), 0o640n]);
});
