import { getPriority, setPriority } from 'node:os';

/** A nice value: beside a thread of the usual one it gets a quarter of a core. */
const NICE = 5;

/**
 * Lets the thread that calls it, and no other, come second where cores are scarce: what is to be stored waits in the spool, but packets that nobody takes in are
 * lost, and what carries calls on the same machine must not wait for what watches it. Only Linux has a nice value for each thread; elsewhere, and where it is
 * forbidden, all stays as it is.
 */
export function yieldCores(): void {
  if (process.platform !== 'linux') return;
  try {
    // A larger value yields more.
    if (getPriority(0) < NICE) setPriority(0, NICE);
  } catch {
    // A sandbox may forbid it.
  }
}
