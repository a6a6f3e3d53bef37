import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const UNIT = fileURLToPath(new URL('../../deploy/ringscope.service', import.meta.url));
const MAX_EXPOSURE = 1.5;

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
let folder = '';
let path = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-unit-'));
  path = join(folder, 'ringscope.service');
  // What is started must be there.
  writeFileSync(path, readFileSync(UNIT, 'utf8').replace('/usr/local/bin/ringscope', process.execPath));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function analyze(...words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync('systemd-analyze', [...words, path], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

test.skipIf(!hasSystemd)('systemd finds nothing wrong with the unit file', () => {
  expect(analyze('verify')).toBe('');
});

test.skipIf(!hasSystemd)(`the service is exposed to no more than ${MAX_EXPOSURE} of 10`, () => {
  const text = analyze('security', '--offline=yes', '--no-pager');
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]);
  expect(level).toBeGreaterThan(0);
  expect(level).toBeLessThanOrEqual(MAX_EXPOSURE);
});
