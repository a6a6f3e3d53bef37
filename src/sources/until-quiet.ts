import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 10;
/** The loop has looked at its sockets between any two steps, however long it stood still before. */
const QUIET_STEPS = 5;
/** Whoever sends without end cannot hold up a stop. */
const LONGEST_MS = 1000;

/**
 * Resolves once nothing was read for 50 ms, and after 1 s at the latest. `readSoFar` counts what was read. `isEmpty` is asked at each step where the system says whether
 * something waits: true ends it at once.
 */
export async function untilQuiet(readSoFar: () => number, isEmpty: () => Promise<boolean> = async () => false): Promise<void> {
  const latest = performance.now() + LONGEST_MS;
  let seen = readSoFar();
  for (let quiet = 0; quiet < QUIET_STEPS && performance.now() < latest; quiet += 1) {
    if (await isEmpty()) return;
    await sleep(STEP_MS);
    const now = readSoFar();
    if (now !== seen) quiet = -1;
    seen = now;
  }
}
