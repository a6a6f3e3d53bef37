import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { testFolder } from '../../src/testing/start-server.ts';

const NAMES = ['ann', 'ben', 'cid', 'dee', 'eve'] as const;
const tokenOf = (name: string): string => `a-token-of-the-test-of-${name}`;
const as = (name: (typeof NAMES)[number]) => ({ authorization: `Bearer ${tokenOf(name)}` });

const logged: string[] = [];
const server = sharedServer(
  (ends) => {
    const folder = testFolder(ends);
    const tokens = join(folder, 'tokens');
    // Tokens in the clear are named by their lines.
    writeFileSync(tokens, NAMES.map((name) => `${tokenOf(name)} read,metrics,ingest\n`).join(''), { mode: 0o600 });
    return { 'auth-token-file': tokens };
  },
  (line) => void logged.push(line),
);

interface Found {
  readonly calls: readonly { readonly call: { readonly id: string; readonly callId: string; readonly callKey: string } }[];
}

/** Tells of a call and waits until it is found by its Call-ID. */
async function tellCall(callId: string): Promise<Found['calls'][number]['call']> {
  const event = { type: 'call.report', callId, source: 'pbx', direction: 'inbound', state: 'ringing' };
  expect((await server.post('/api/v1/events', event, as('ann'))).status).toBe(200);
  const { calls } = (await (await server.get(`/api/v1/calls/${encodeURIComponent(callId)}`, as('ann'))).json()) as Found;
  const [found] = calls;
  if (found === undefined) throw new Error(`The call ${callId} is not there.`);
  return found.call;
}

async function searches(): Promise<number> {
  const text = await (await server.get('/metrics', as('ann'))).text();
  return Number(/^ringscope_privacy_accesses_total\{access="search"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

test('numbers cannot be tried as Call-IDs without limit: 60 in a minute, each logged and counted, and then neither a hit nor a miss is told', async () => {
  const hidden = await tellCall('4915550100017@pbx');
  expect(hidden.callId).toBe(hidden.callKey);
  const visible = await tellCall('a-word@pbx');
  const before = await searches();
  const statusOf = async (path: string): Promise<number> => (await server.get(`/api/v1/calls${path}`, as('ben'))).status;
  // What is pasted finds its call, and asking again for it tries nothing new.
  for (let count = 0; count < 5; count += 1) expect(await statusOf('/4915550100017@pbx')).toBe(200);
  for (let count = 0; count < 59; count += 1) expect(await statusOf(`/49155501010${count + 10}@pbx`)).toBe(404);
  for (const path of ['/4915550100018@pbx', '?callId=4915550100018@pbx', '/4915550100018@pbx/similar', '/4915550100018@pbx?orNone=true'])
    expect([path, await statusOf(path)]).toEqual([path, 429]);
  await tellCall('4915550100018@pbx');
  expect(await statusOf('/4915550100018@pbx')).toBe(429);
  // What a list shows finds its call whatever was tried before, and so does what was tried.
  for (const path of [`/${hidden.id}`, `/${hidden.callKey}`, '/4915550100017@pbx', `/${visible.id}`])
    expect([path, await statusOf(path)]).toEqual([path, 200]);
  expect((await server.get('/api/v1/calls/4915550100018@pbx', as('cid'))).status).toBe(200);
  await expect.poll(searches).toBe(before + 60 + 2);
  const lines = logged.filter((line) => line.includes('search'));
  expect(lines.length).toBeGreaterThanOrEqual(62);
  expect(lines.join('\n')).not.toMatch(/49155501/);
});

test('what a list shows is looked for without limit, whatever shape it has', async () => {
  const calls = [await tellCall('a-name@pbx'), await tellCall('another-name@pbx')];
  const before = await searches();
  for (let count = 0; count < 40; count += 1)
    for (const { id, callId, callKey } of calls)
      for (const text of [id, callId, callKey, `${id.slice(0, 14)}${String.fromCharCode(97 + (count % 26))}x`])
        expect((await server.get(`/api/v1/calls?callId=${encodeURIComponent(text)}`, as('dee'))).status).toBe(200);
  expect(await searches()).toBe(before);
});

test('the conditions of lists, exports, sums and the feed share one limit', async () => {
  const paths = ['/api/v1/calls', '/api/v1/failures', '/api/v1/export', '/api/v1/top?by=cause', '/api/v1/dashboard'];
  let tried = 0;
  const answers: number[] = [];
  for (let count = 0; count < 13; count += 1)
    for (const path of paths) {
      const answer = await server.get(`${path}${path.includes('?') ? '&' : '?'}callId=49155501020${(tried += 1)}@pbx`, as('eve'));
      await answer.body?.cancel();
      answers.push(answer.status);
    }
  expect(answers).toEqual([...Array.from({ length: 60 }, () => 200), ...Array.from({ length: 5 }, () => 429)]);
  expect((await server.get('/api/v1/live?callId=4915550109999@pbx', as('eve'))).status).toBe(429);
});
