import { beforeAll, expect, test } from 'vitest';
import { DEMO_TRUNKS, encodePacket, generate, type DemoItem, type Incident } from '../../src/demo/index.ts';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { DEAD_CARRIER, readTrunk, type ReadTrunk } from './dead-carrier.ts';
import { QUICK_SAMPLING, sampledOnce } from './sampled.ts';
import { sendFrames } from './send-frames.ts';

/** The traffic of the demo under its dead carrier, on a server whose metrics have all of it. */

const trunks = Object.entries(DEMO_TRUNKS)
  .map(([name, entries]) => `${name}=${entries.join(';')}`)
  .join(',');
const server = sharedServer({ trunks }, undefined, {}, QUICK_SAMPLING);
const DEAD = DEAD_CARRIER.trunk;
const LASTS = 240;
const ATTEMPTS = `telephony_trunk_attempts_total{trunk="${DEAD}",side="to",outcome="failed"}`;
let read: ReadTrunk;

beforeAll(async () => {
  const until = Math.floor(Date.now() / 1000);
  const since = until - LASTS;
  const incident: Incident = { kind: 'dead_carrier', name: 'dead', subject: DEAD, begin: since, end: until + LASTS, shows: '', look: '' };
  const options = { seed: 5, from: since, to: until, isWhole: true, callsPerHour: 3600, incidents: [incident] };
  const packets = [...generate(options)].filter((item: DemoItem) => item.kind === 'packet');
  await sendFrames(Number(server.endpoints[0]?.split(':').at(-1)), packets.map(encodePacket));
  const rest = async (): Promise<true | undefined> => {
    const { calls } = (await server.json(`/api/v1/calls?limit=1000&hopTrunk=${DEAD}`)) as { calls: readonly { isProvisional: boolean }[] };
    return calls.length > 10 && calls.every(({ isProvisional }) => !isProvisional) ? true : undefined;
  };
  await waitUntil('all calls to it settle', 90, rest);
  read = await readTrunk({ url: server.url, ...DEAD_CARRIER, since, until });
});

test('the legs of the calls of a dead carrier say that it answered none, although others carried some of them', () => {
  expect(read.legs).toMatchObject({ answered: 0, failed: read.legs.attempts });
  expect(read.legs.attempts).toBeGreaterThan(5);
  expect(read.savedCalls).toBeGreaterThan(0);
});

test('each route and each command that shows its attempts says as many as there are legs, and 0 %', () => {
  for (const [where, { attempts, answered = 0, failed, asr }] of Object.entries(read.hops))
    expect([where, attempts ?? failed, answered, asr]).toEqual([where, read.legs.attempts, 0, 0]);
});

test('each route and each command that shows the calls which it carried itself says 0 %, and none a share of those that others carried', () => {
  for (const [where, { answered, asr }] of Object.entries(read.calls)) expect([where, answered, asr]).toEqual([where, 0, 0]);
  for (const [where, reading] of Object.entries(read.others)) expect(reading, where).not.toHaveProperty('asr');
});

test('metrics and every panel of every dashboard that name it say the same', async () => {
  expect(await server.sample(`telephony_trunk_attempts_total{trunk="${DEAD}",side="to",outcome="answered"}`)).toBe(0);
  const failed = await server.sample(ATTEMPTS);
  expect(failed).toBeGreaterThanOrEqual(read.legs.attempts ?? Infinity);
  const lines = (await (await server.get('/metrics')).text())
    .split('\n')
    .filter((line) => line.startsWith('telephony_trunk_attempts_total{'));
  await sampledOnce(
    server.url,
    'telephony_trunk_attempts_total',
    lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0),
  );
  const { boards } = (await server.json('/api/v1/panels')) as { readonly boards: readonly { readonly name: string }[] };
  const seen: (readonly [string, number | undefined])[] = [];
  for (const { name } of boards) {
    const { rows } = (await server.json(`/api/v1/panels/${name}?hours=1`)) as {
      readonly rows: readonly { readonly panels: readonly ShownPanel[] }[];
    };
    for (const { title, unit, series } of rows.flatMap(({ panels }) => panels))
      for (const { labels, points } of series) if (labels['trunk'] === DEAD && unit === 'ratio') seen.push([title, points.at(-1)?.[1]]);
  }
  const of = (title: string): readonly unknown[] => seen.filter(([one]) => one === title).map(([, value]) => value);
  for (const title of ['Failed part of the attempts to trunks', 'Failed attempts by trunk', 'Failed part of the attempts to each trunk'])
    expect([title, of(title)]).toEqual([title, [1]]);
  expect(of('Answered part of the attempts to each trunk')).toEqual([0]);
});

interface ShownPanel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly points: readonly (readonly [number, number])[];
  }[];
}
