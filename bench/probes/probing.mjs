import { setTimeout as pause } from 'node:timers/promises';
import { residentBytes } from './server-state.mjs';

export const PROBES = ['/livez', '/readyz', '/metrics'];
/** What is not answered by then counts as never answered. */
const TIMEOUT_MS = 10_000;
const BETWEEN_MS = 10;

/** Asks both servers the same in turns, one probe at a time: the milliseconds of each, and the most memory that the first one used. */
export async function probeInTurns(attacked, control, seconds) {
  const attackedMs = Object.fromEntries(PROBES.map((path) => [path, []]));
  const controlMs = Object.fromEntries(PROBES.map((path) => [path, []]));
  let peakBytes = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const path of PROBES) {
      attackedMs[path].push(await probe(attacked.url + path));
      controlMs[path].push(await probe(control.url + path));
      peakBytes = Math.max(peakBytes, residentBytes(attacked.pid));
      await pause(BETWEEN_MS);
    }
  }
  return { attackedMs, controlMs, peakBytes };
}

/** As a supervisor asks: by a connection of its own. */
async function probe(url) {
  const start = performance.now();
  try {
    const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.status === 200 ? performance.now() - start : Infinity;
  } catch {
    return Infinity;
  }
}

/** The value that so large a share does not exceed, in tenths. */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] * 10) / 10;
}
