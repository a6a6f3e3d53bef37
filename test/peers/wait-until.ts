import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 40;

/**
 * Asks again until the answer is defined, and returns it. Fails after `seconds` with `what` and the detail of the moment.
 * A probe that throws counts as "not yet", since the program it asks may still be starting.
 */
export async function waitUntil<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | undefined> | T | undefined,
  detail: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  let lastError = '';
  while (performance.now() < deadline) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      lastError = String(error);
    }
    await sleep(POLL_MS);
  }
  throw new Error(`${what}: not within ${String(seconds)} s. ${lastError}\n${detail()}`);
}
