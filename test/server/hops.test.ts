import { beforeAll, expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { runCommand } from '../run-command.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { PLANTED_CALLS, PLANTED_TRUNKS, plantedHops } from './planted-hops.ts';
import { sendFrames } from './send-frames.ts';

const server = sharedServer({ trunks: PLANTED_TRUNKS });

beforeAll(async () => {
  const frames = plantedHops(Math.floor(Date.now() / 1000) - 20);
  await sendFrames(Number(server.endpoints[0]?.split(':').at(-1)), frames);
  const settled = async (): Promise<number> => {
    const { calls } = (await server.json('/api/v1/calls?active=false')) as { calls: readonly { isProvisional: boolean }[] };
    return calls.filter(({ isProvisional }) => !isProvisional).length;
  };
  await waitUntil('all calls settle', 90, async () => ((await settled()) === PLANTED_CALLS ? true : undefined));
});

interface Value {
  readonly value: string;
  readonly attempts: number;
  readonly answered: number;
  readonly asr?: number;
  readonly ner?: number;
}

async function top(query: string): Promise<Readonly<Record<string, Value>>> {
  const { values } = (await server.json(`/api/v1/top?${query}`)) as { readonly values: readonly Value[] };
  return Object.fromEntries(values.map((one) => [one.value, one]));
}

test('a trunk that answered none of its attempts has an ASR of 0, also where another one carried the calls in the end', async () => {
  const { dead, good } = await top('by=hopTrunk');
  expect(dead).toMatchObject({ attempts: 5, tried: 5, answered: 0, failed: 5, asr: 0, ner: 0, failedRatio: 1 });
  expect(good).toMatchObject({ attempts: 7, tried: 7, answered: 4, failed: 1, asr: 0.571429, ner: 0.857143, failedRatio: 0.142857 });
});

test('what a later choice carried of the calls of a trunk is told, with what that took', async () => {
  const { dead, good } = await top('by=hopTrunk');
  expect(dead).toMatchObject({ carriedLater: 3, carriedLaterDelay: { count: 3, sum: 12, min: 2, max: 6 } });
  expect(good).toMatchObject({ carriedLater: 0 });
  expect(good).not.toHaveProperty('carriedLaterDelay');
});

test('codes, causes and addresses of hops have the outcome of their hops, and the own proxy is no next hop', async () => {
  const hops = await top('by=hop');
  expect(Object.keys(hops).toSorted()).toEqual(['192.0.2.30:5060', '192.0.2.31:5060', '192.0.2.40:5060']);
  expect(hops['192.0.2.30:5060']).toMatchObject({ attempts: 5, answered: 0, asr: 0 });
  const codes = await top('by=hopCode');
  expect(Object.entries(codes).map(([code, { attempts, answered }]) => [code, attempts, answered])).toEqual([
    ['200', 4, 4],
    ['404', 1, 0],
    ['486', 2, 0],
    ['503', 5, 0],
    ['603', 1, 0],
  ]);
  const causes = await top('by=hopCause');
  expect(causes['congestion']).toMatchObject({ attempts: 5, answered: 0, asr: 0 });
  expect(causes['normal']).toMatchObject({ attempts: 4, answered: 4, asr: 1 });
});

test('a condition on hops is one on the hops that are counted', async () => {
  expect(Object.keys(await top('by=hopCode&hopTrunk=dead'))).toEqual(['503']);
  expect((await top('by=hopCode&hopTrunk=dead'))['503']).toMatchObject({ attempts: 5, failed: 5 });
});

test('a share is left out where the condition decides it', async () => {
  const { dead } = await top('by=hopTrunk&failed=true');
  expect(dead).toMatchObject({ attempts: 1, answered: 0, failed: 1 });
  for (const query of ['by=trunk&failed=true', 'by=trunk&outcome=answered', 'by=hopTrunk&hopCode=503', 'by=direction&sipCode=503'])
    for (const value of Object.values(await top(query)))
      for (const share of ['asr', 'ner', 'ser', 'seer', 'failedRatio']) expect(value, query).not.toHaveProperty(share);
  // Of calls that others carried the share is not that of the trunk.
  const { outbound } = await top('by=direction&hopTrunk=dead');
  expect(outbound).toMatchObject({ attempts: 4, answered: 3 });
  expect(outbound).not.toHaveProperty('asr');
  const { total } = (await server.json('/api/v1/dashboard?hopTrunk=dead')) as { readonly total: object };
  expect(total).not.toHaveProperty('asr');
  expect((await top('by=hopTrunk&hopTrunk=dead'))['dead']).toMatchObject({ asr: 0 });
});

test('calls that their callees declined are no failures, as in the NER', async () => {
  const { calls } = (await server.json('/api/v1/calls?failed=true')) as { readonly calls: readonly { sipCode: number }[] };
  expect(new Set(calls.map(({ sipCode }) => sipCode))).toEqual(new Set([404, 503]));
  const others = (await server.json('/api/v1/calls?failed=false')) as { readonly calls: readonly object[] };
  expect(others.calls).toHaveLength(7);
});

const run = async (...words: readonly string[]): Promise<string> => (await runCommand([...words, '--url', server.url])).out;

/** The rows of a table by what stands first in them. */
function rowsOf(table: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(table.split('\n').map((line) => [line.split(' ')[0], line.split(/ {2,}/)] as const));
}

test('`top` shows what hops made of their own attempts, and what a later choice carried', async () => {
  const { hopTrunk, dead, good } = rowsOf(await run('top', '--by', 'hopTrunk'));
  expect(hopTrunk?.slice(1)).toEqual(['attempts', 'answered', 'failed', 'ASR', 'NER', 'carried later', 'median delay', 'in all']);
  expect(dead?.slice(1, -2)).toEqual(['5', '0', '5 (100.0 %)', '0.0 %', '0.0 %', '3']);
  expect(dead?.at(-1)).toBe('12.0 s');
  expect(good?.slice(1)).toEqual(['7', '4', '1 (14.3 %)', '57.1 %', '85.7 %', '0', '-', '-']);
});

test('`top` has no shares where its conditions decide them', async () => {
  for (const by of ['trunk', 'hopTrunk', 'cause']) expect(await run('top', '--by', by, '--failed'), by).not.toMatch(/%|ASR|NER/);
});

test('causes are told as those of the network, of the callee and of the caller, by the API and the commands', async () => {
  const { congestion, unallocated, normal } = (await top('by=cause')) as Readonly<Record<string, { readonly side?: string }>>;
  expect([congestion?.side, unallocated?.side, normal?.side]).toEqual(['network', 'caller', undefined]);
  expect((await top('by=hopCause'))['congestion']).toMatchObject({ side: 'network' });
  expect(await server.json('/api/v1/failures?by=cause')).toMatchObject({
    failures: expect.arrayContaining([expect.objectContaining({ side: 'network' }), expect.objectContaining({ side: 'caller' })]),
    groups: expect.arrayContaining([expect.objectContaining({ value: 'congestion', side: 'network', calls: 1 })]),
  });
  const sides = (await run('top', '--by', 'cause', '--failed')).trim().split('\n');
  expect(sides.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['side', 'cause', 'attempts'],
    ['network', 'congestion', '1'],
    ['caller', 'unallocated', '2'],
  ]);
  const failures = await run('failures');
  expect(failures).toMatch(/^network: 1 \(congestion 1\)\ncallee: 0\ncaller: 2 \(unallocated 2\)\n/);
  expect(failures).toMatch(/ {2}network {2}good| {2}caller {2}good/);
});

test('what failed is told by place with the share that failed there, the worst first, also of calls that were saved', async () => {
  const groups = async (query: string) =>
    ((await server.json(`/api/v1/failures?${query}`)) as { readonly groups: readonly object[] }).groups;
  expect(await groups('by=hopTrunk')).toMatchObject([
    { value: 'dead', calls: 1, failed: 5, tried: 5, failedRatio: 1 },
    { value: 'good', calls: 1, failed: 1, tried: 7, failedRatio: 0.142857 },
  ]);
  expect(await groups('by=hop')).toMatchObject([{ value: '192.0.2.30:5060', failed: 5 }, { value: '192.0.2.31:5060' }]);
  expect(await groups('by=hopCode')).toMatchObject([
    { value: '503', failed: 5, calls: 1 },
    { value: '404', failed: 1, calls: 1 },
  ]);
});
