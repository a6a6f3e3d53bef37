import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sipCall } from './sip-call.ts';
import { spawnServer } from './spawn-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-dense-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PACKETS_PER_CALL = 5;

/** Calls of a few milliseconds as `.stream`, all of them within so many seconds. */
function denseCapture(calls: number, seconds: number, endAt: number): Buffer {
  const frames: Uint8Array[] = [];
  for (let index = 0; index < calls; index += 1) {
    const at = endAt - seconds + (index * seconds) / calls;
    const call = sipCall(`dense${index}`);
    frames.push(call.invite(at), call.ok(at + 0.001), call.ack(at + 0.002), call.bye(at + 0.003), call.byeOk(at + 0.004));
  }
  return Buffer.concat(frames);
}

interface Report {
  readonly packets: number;
  readonly dropped: { readonly table_full?: number };
  readonly summary: { readonly calls: number };
}

test('a capture with more calls at a time than the heap of its thread can hold is imported to its end, and what was let go is counted', async () => {
  const server = await spawnServer({ store: join(folder, 'store') }, { heapMib: 64 });
  const calls = 14_000;
  const response = await fetch(`${server.url}/api/v1/imports?summary=true&limit=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: denseCapture(calls, 5, Date.now() / 1000 - 100),
  });
  const { packets, dropped, summary } = (await response.json()) as Report;
  expect([response.status, packets]).toEqual([200, calls * PACKETS_PER_CALL]);
  expect(summary.calls).toBeGreaterThan(4000);
  expect(dropped.table_full).toBe((calls - summary.calls) * PACKETS_PER_CALL);
  const stored = await (await fetch(`${server.url}/api/v1/export?format=ndjson`)).text();
  expect(stored.split('\n').length - 1).toBe(summary.calls);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});
