import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

test('a folder is made with those above it, for its owner alone, and making it again changes nothing', () => {
  const top = mkdtempSync(join(tmpdir(), 'ringscope-folder-'));
  try {
    const folder = join(top, 'a', 'b');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(top, { recursive: true });
  }
});

test.runIf(existsSync('/proc/self'))('a folder that the system refuses is an error, not an endless try', () => {
  expect(() => makeFolder('/proc/nope/deeper')).toThrow('ENOENT');
});
