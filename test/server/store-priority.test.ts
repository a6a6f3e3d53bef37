import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { openSqlite } from '../../src/stores/index.ts';
import { batchAfter, callChange, storedCall } from '../../src/testing/index.ts';
import { spawnServer } from './spawn-server.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Their rows are more than a pipe holds that nobody reads. */
const CALLS = 8000;

/** The nice value of each thread of a process, by its number (proc(5), field 19 of `stat`). */
function niceOfThreads(pid: number): Map<number, number> {
  const tasks = `/proc/${pid}/task`;
  const niceOf = (thread: string): number => {
    const text = readFileSync(join(tasks, thread, 'stat'), 'utf8');
    // The name before it may hold spaces.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
  };
  return new Map(readdirSync(tasks).map((thread) => [Number(thread), niceOf(thread)]));
}

test.runIf(process.platform === 'linux')(
  'where cores are scarce the threads that write and read the store and the history yield them, and no other thread does',
  async () => {
    const path = mkdtempSync(join(tmpdir(), 'ringscope-priority-'));
    const server = await spawnServer({ store: path });
    try {
      await fetch(`${server.url}/api/v1/calls`);
      const nice = niceOfThreads(server.pid);
      const own = nice.get(server.pid) ?? 0;
      const yielding = [...nice.values()].filter((value) => value > own);
      expect(nice.size).toBeGreaterThan(3);
      expect(yielding).toStrictEqual(own < 5 ? [5, 5, 5] : []);
    } finally {
      await server.kill('SIGTERM');
      rmSync(path, { recursive: true, force: true });
    }
  },
);

test.runIf(process.platform === 'linux')('a command that reads files lets the threads beside its main one yield cores', async () => {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-priority-'));
  const store = await openSqlite({ path });
  await store.append(
    batchAfter(
      0,
      Array.from({ length: CALLS }, (_, index) => callChange(storedCall({ id: `call-${index}` }))),
    ),
  );
  await store.close();
  const child = spawn(process.execPath, [CLI, 'export', '--format', 'csv', '--store', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = once(child, 'close');
  try {
    await vi.waitFor(
      () => {
        const { [String(child.pid)]: own, ...others } = Object.fromEntries(niceOfThreads(child.pid ?? 0));
        expect(own).toBe(getPriority());
        expect(new Set(Object.values(others))).toStrictEqual(new Set([Math.max(10, getPriority())]));
      },
      { timeout: 90_000, interval: 50 },
    );
  } finally {
    child.kill('SIGKILL');
    await exit;
    rmSync(path, { recursive: true, force: true });
  }
});
