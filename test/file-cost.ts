import { subscribe, unsubscribe, type ChannelListener } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect } from 'vitest';
import { treeCpuSeconds } from '../scripts/cpu-seconds.mjs';

/** The variable that names the file to which each test file adds its cost, a line of JSON. */
const FILE_COSTS = 'FILE_COSTS';
/** CPU time of this process and of the children that it has waited for, in seconds. Of the process alone where the system does not count those. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return treeCpuSeconds() ?? (user + system) / 1e6;
}

/** Time that the main thread was ready to run and had no core, in seconds. 0 where the system does not count it. */
function queuedSeconds(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e9;
  } catch {
    return 0;
  }
}

/** Adds one to what a test file has started. */
function counts(started: Map<string, number>, nameOf: (message: unknown) => string): ChannelListener {
  return (message) => {
    const name = nameOf(message);
    started.set(name, (started.get(name) ?? 0) + 1);
  };
}

function processName(message: unknown): string {
  const { spawnargs } = (message as { process: { spawnargs?: readonly string[] } }).process;
  const [program = '?', ...args] = spawnargs ?? [];
  return basename(program) === 'node' ? `node ${basename(args.find((arg) => arg.endsWith('js')) ?? '')}`.trim() : basename(program);
}

const path = process.env[FILE_COSTS];
if (path !== undefined) {
  const before = { at: performance.now(), cpu: cpuSeconds(), queued: queuedSeconds() };
  const threads = new Map<string, number>();
  const children: unknown[] = [];
  const onThread = counts(threads, (message) => (message as { worker: { threadName?: string } }).worker.threadName ?? 'thread');
  const onChild: ChannelListener = (message) => void children.push(message);
  subscribe('worker_threads', onThread);
  subscribe('child_process', onChild);
  afterAll(() => {
    unsubscribe('worker_threads', onThread);
    unsubscribe('child_process', onChild);
    const started = new Map(threads);
    // The arguments of a child are known once it has been spawned.
    for (const child of children) counts(started, processName)(child, 'child_process');
    const cost = {
      file: expect.getState().testPath,
      seconds: (performance.now() - before.at) / 1000,
      cpuSeconds: cpuSeconds() - before.cpu,
      queuedSeconds: queuedSeconds() - before.queued,
      started: Object.fromEntries(started),
    };
    appendFileSync(path, `${JSON.stringify(cost)}\n`);
  });
}
