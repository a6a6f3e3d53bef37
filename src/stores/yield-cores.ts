import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/** A nice value: beside a thread of the usual one it gets a quarter of a core. */
const NICE = 5;
/** That of the threads that compile and collect garbage. Much more, and on a busy machine a thread that waits for them waits long. */
const HELPER_NICE = 10;

/**
 * Lets the thread that calls it, and no other, come second where cores are scarce: what is to be stored waits in the spool, but packets that nobody takes in are
 * lost, and what carries calls on the same machine must not wait for what watches it. Only Linux has a nice value for each thread; elsewhere, and where it is
 * forbidden, all stays as it is.
 */
export function yieldCores(): void {
  if (process.platform !== 'linux') return;
  yieldThread(0, NICE);
}

/**
 * Lets the threads that a process has by now, but not its main one, come second: those that compile its code and collect its garbage would otherwise take the
 * core from the one that answers, and from what else runs on the machine. For a program that reads beside a writer; in a server packets would wait for garbage.
 * Called in any other thread it does nothing.
 */
export function yieldHelpers(): void {
  if (process.platform !== 'linux' || !isMainThread) return;
  for (const thread of threads()) if (thread !== process.pid) yieldThread(thread, HELPER_NICE);
}

/** The threads of this process by their numbers: that of the main one is also the number of the process. */
function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    // A sandbox may have no /proc.
    return [];
  }
}

/** 0 is the thread that calls it. */
function yieldThread(thread: number, nice: number): void {
  try {
    // A larger value yields more.
    if (getPriority(thread) < nice) setPriority(thread, nice);
  } catch {
    // A sandbox may forbid it, and a thread may have ended.
  }
}
