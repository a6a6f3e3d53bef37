import { readFileSync } from 'node:fs';

const BATCHES = 40;
const CALLS = 1000;
/** Over which the stored calls are spread. */
const DAYS = 5;

/** The memory of a process, as Linux tells it. */
export function residentBytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Tells a server of calls that are over, so that dashboards and exports have something to read. */
export async function storeCalls(url) {
  const now = Date.now() / 1000;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const at = now - (DAYS * 86_400 * (batch + 1)) / BATCHES;
    const events = Array.from({ length: CALLS }, (_, index) => ({
      type: 'call.report',
      at: at + index,
      callId: `stored-${batch}-${index}`,
      source: 'bench',
      direction: 'inbound',
      state: 'ended',
    }));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    if (!answer.ok) throw new Error(`The calls were not taken: ${await answer.text()}`);
  }
}
