import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnServer } from './spawn-server.ts';

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
  'where cores are scarce the store thread yields them, and no other thread does',
  async () => {
    const path = mkdtempSync(join(tmpdir(), 'ringscope-priority-'));
    const server = await spawnServer({ 'store-path': path });
    try {
      await fetch(`${server.url}/api/v1/calls`);
      const nice = niceOfThreads(server.pid);
      const own = nice.get(server.pid) ?? 0;
      const yielding = [...nice.values()].filter((value) => value > own);
      expect(nice.size).toBeGreaterThan(3);
      expect(yielding).toStrictEqual(own < 5 ? [5] : []);
    } finally {
      await server.kill('SIGTERM');
      rmSync(path, { recursive: true, force: true });
    }
  },
  60_000,
);
