import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPosting } from './posting.mjs';
import { startServer } from './server.mjs';

const POSTED_BEFORE_MS = 200;
const READY_SECONDS = 60;

/** One round in a folder of its own: posts, the fault, a restart, and what is there then. */
export async function runRound(fault) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-faults-'));
  const room = fault.makeRoom?.(folder);
  try {
    const data = join(folder, 'data');
    const server = await startServer(data, fault.descriptors);
    const posting = startPosting(server.url);
    await posting.begun();
    await pause(POSTED_BEFORE_MS + Math.random() * POSTED_BEFORE_MS);
    await fault.inflict({ server, folder });
    const { acknowledged, refused } = await posting.stop();
    await server.stop(fault.lastSignal);
    const restarted = await startServer(data);
    const there = await readyCalls(restarted, acknowledged);
    await restarted.stop('SIGTERM');
    const lost = [...acknowledged].filter((id) => !there.has(id)).length;
    const twice = [...there.values()].filter((times) => times > 1).length;
    return { acknowledged: acknowledged.size, refused, lost, twice };
  } finally {
    room?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How often each call is listed. A server has written what waits in its spool when it is ready. */
async function readyCalls({ url }, wanted) {
  const end = performance.now() + READY_SECONDS * 1000;
  let there = await listCalls(url);
  while ([...wanted].some((id) => !there.has(id)) && performance.now() < end) {
    await pause(500);
    there = await listCalls(url);
  }
  return there;
}

async function listCalls(url) {
  const there = new Map();
  let cursor = '';
  do {
    const response = await fetch(`${url}/api/v1/calls?limit=1000${cursor}`);
    const page = await response.json();
    if (!response.ok) return new Map();
    for (const { callId } of page.calls) there.set(callId, (there.get(callId) ?? 0) + 1);
    cursor = page.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== '');
  return there;
}
