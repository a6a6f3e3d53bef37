import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incident, START, states, trunks, watchAlerts } from '../../../test/server/watched-alerts.ts';
import { isMatch, type History } from '../../expressions/index.ts';

const watched = watchAlerts();
const { told, lines, receiver, alerting, run } = watched;

test('a trunk that fails is told as firing, and as resolved when it works again', async () => {
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver()],
  );
  await run(engine, START + 300, START + 1100);
  const [first] = states(engine);
  expect(first).toMatch(/^a firing 8\d0$/);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
  expect(told[0]?.alerts[0]?.labels).toEqual({ alertname: 'TrunkFailing', severity: 'critical', instance: 'here', trunk: 'a' });
  expect(engine.list().alerts.find(({ alert }) => alert === 'TrunkFailing')).toMatchObject({
    summary: expect.stringContaining('Trunk a') as unknown,
    runbookUrl: 'http://localhost:7464/runbooks/TrunkFailing',
  });
  await run(engine, START + 1110, START + 1700);
  expect(told.map(({ status, groupKey }) => `${status} ${groupKey}`)).toEqual([
    'firing {}:{alertname="TrunkFailing"}',
    'resolved {}:{alertname="TrunkFailing"}',
  ]);
});

test('the verdict is the same with a restart in between, and nothing is told twice', async () => {
  const history = trunks(incident, START, () => Infinity);
  const straight = alerting(history, [], { place: 'straight' });
  await run(straight, START + 300, START + 1000);
  const restarted = alerting(history, [receiver()]);
  await run(restarted, START + 300, START + 780);
  expect(states(restarted)).toEqual([expect.stringMatching(/^a pending/)]);
  restarted.end(START + 780);
  const second = alerting(history, [receiver()]);
  await run(second, START + 800, START + 900);
  expect(states(second)).toEqual(states(straight));
  second.end(START + 900);
  const third = alerting(history, [receiver()]);
  await run(third, START + 910, START + 1700);
  expect(states(third)).toEqual([expect.stringMatching(/^a resolved/)]);
  expect(told.map(({ status }) => status)).toEqual(['firing', 'resolved']);
});

test('a server that was away for long neither resolves nor fires what it did not see', async () => {
  let until = START + 1000;
  const history = trunks(incident, START, () => until);
  const engine = alerting(history, [receiver()]);
  await run(engine, START + 300, START + 1000);
  engine.end(START + 1000);
  const later = alerting(history, [receiver()]);
  until = START + 5000;
  await run(later, START + 5000, START + 5010);
  expect(states(later)).toEqual([expect.stringMatching(/^a firing/)]);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
});

test('a silence keeps an alert from being told, is kept over a restart, and what ends it tells the alert', async () => {
  const history = trunks(incident, START, () => Infinity);
  const engine = alerting(history, [receiver()]);
  const { id } = engine.silence({ matchers: ['trunk=a'], seconds: 3600, comment: 'carrier works on it', by: 'ops' }, START + 300);
  await run(engine, START + 300, START + 900);
  expect(engine.list().alerts.find(({ alert }) => alert === 'TrunkFailing')).toMatchObject({ state: 'firing', silencedBy: [id] });
  expect(told).toEqual([]);
  engine.end(START + 900);
  const again = alerting(history, [receiver()]);
  await run(again, START + 910, START + 920);
  expect(told).toEqual([]);
  expect(again.silences(START + 920)).toMatchObject([{ id, matchers: ['trunk=a'], by: 'ops', comment: 'carrier works on it' }]);
  again.unsilence(id, START + 925);
  await run(again, START + 930, START + 930);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
});

test('no number that somebody types into a silence is shown, kept or in the answer, and none that was kept before is shown', async () => {
  const history = trunks({}, START, () => Infinity);
  const engine = alerting(history, []);
  const order = { matchers: ['trunk=a'], seconds: 3600, by: 'ops' };
  const kept = (): string => readFileSync(join(watched.folder, 'alerting', 'silences.json'), 'utf8');
  const made = engine.silence({ ...order, comment: 'customer +49 151 2345678 complains since 10:15' }, START + 300);
  expect(made.comment).toBe('customer *** complains since 10:15');
  for (const matcher of ['trunk=+491512345678', 'trunk!=(0151) 234-5678', 'alertname=491512345678'])
    expect(() => engine.silence({ ...order, matchers: [matcher], comment: '' }, START + 300)).toThrow('A matcher holds no number');
  expect(() => engine.silence({ ...order, matchers: ['trunk=+4915*'], comment: '' }, START + 300)).not.toThrow();
  await expect.poll(kept).toContain('*** complains');
  expect(kept()).not.toContain('2345678');
  engine.end(START + 310);
  writeFileSync(join(watched.folder, 'alerting', 'silences.json'), kept().replace('*** complains', '0151 2345678 complains'));
  const [again] = alerting(history, []).silences(START + 320);
  expect(again?.comment).toBe('customer *** complains since 10:15');
});

test('a silence that was just made or ended is told with its alert at once, before the next look', async () => {
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [],
  );
  await run(engine, START + 300, START + 900);
  const silencing = () => engine.list().alerts.find(({ alert }) => alert === 'TrunkFailing')?.silencedBy;
  expect(silencing()).toEqual([]);
  const { id } = engine.silence({ matchers: ['trunk=a'], seconds: 3600, comment: 'known', by: 'ops' }, START + 903);
  expect(silencing()).toEqual([id]);
  engine.unsilence(id, START + 905);
  expect(silencing()).toEqual([]);
});

test.each([
  [['trunk'], 'A matcher is'],
  [['trunk=*'], 'match everything'],
  [[], 'at least one'],
  [Array.from({ length: 17 }, () => 'a=b'), 'at most 16'],
])('a silence of %j is refused', (matchers, message) => {
  const engine = alerting(
    trunks({}, START, () => 0),
    [],
  );
  expect(() => engine.silence({ matchers, seconds: 60, comment: '', by: 'ops' }, START)).toThrow(message);
});

test('there is an end to silences, to their length and their comments', () => {
  const engine = alerting(
    trunks({}, START, () => 0),
    [],
  );
  const order = { matchers: ['trunk=a'], seconds: 60, comment: '', by: 'ops' };
  expect(() => engine.silence({ ...order, seconds: Number.NaN }, START)).toThrow('366 days');
  expect(() => engine.silence({ ...order, seconds: 1e10 }, START)).toThrow('366 days');
  expect(() => engine.silence({ ...order, comment: 'x'.repeat(501) }, START)).toThrow('500 characters');
  for (let count = 0; count < 200; count += 1) engine.silence(order, START);
  expect(() => engine.silence(order, START)).toThrow('There are 200 silences');
  expect(() => engine.silence(order, START + 61)).not.toThrow();
  expect(() => engine.unsilence('nothing', START)).toThrow('no silence');
});

test('a receiver that never answers delays no other, and is told the newest state when it is back', async () => {
  const stuck = createServer(() => undefined);
  await new Promise<void>((resolve) => void stuck.listen(0, '127.0.0.1', resolve));
  const stuckUrl = `http://127.0.0.1:${(stuck.address() as AddressInfo).port}`;
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver({ name: 'stuck', url: stuckUrl, timeoutSeconds: 1 }), receiver()],
  );
  await run(engine, START + 300, START + 800);
  // Nobody waits for those that are told.
  const looks = Array.from({ length: 10 }, async (_, index) => engine.look(START + 810 + index * 10));
  await expect.poll(() => told.length).toBe(1);
  await Promise.all(looks);
  expect(engine.list().receivers).toEqual([
    { name: 'stuck', kind: 'alertmanager', problem: 'did not answer within 1 s' },
    { name: 'ops', kind: 'alertmanager' },
  ]);
  expect(lines).toEqual(['warn The receiver stuck did not answer within 1 s.']);
  expect(engine.report()).toMatchObject({
    notifications: [
      { receiver: 'stuck', sent: 0 },
      { receiver: 'ops', sent: 1, failed: 0 },
    ],
    names: expect.arrayContaining(['TrunkFailing']) as unknown,
    unreachable: ['stuck'],
  });
  stuck.closeAllConnections();
  stuck.close();
});

test('10,000 label sets that fire are one notification', async () => {
  const all = Array.from({ length: 10_000 }, (_, index) => ({ trunk: `t${index}`, side: 'to', outcome: 'failed' }));
  const history: History = {
    stepAt: () => 10,
    read: (series, matchers, from, to) =>
      series === 'telephony_trunk_attempts_total'
        ? all.filter((labels) => isMatch(labels, matchers)).map((labels) => ({ labels, times: [from + 5, to], values: [0, 600] }))
        : [],
  };
  const engine = alerting(history, [receiver()]);
  await run(engine, START + 300, START + 360);
  expect(engine.list().counts.firing).toBeGreaterThanOrEqual(10_000);
  expect(engine.list().alerts).toHaveLength(1000);
  expect(told).toHaveLength(1);
  expect(told[0]?.alerts).toHaveLength(100);
  expect(told[0]?.truncatedAlerts).toBe(9900);
});

test('a heartbeat is sent while all is well, and not when the main thread stands still', async () => {
  const beat = receiver({ name: 'outside', kind: 'heartbeat', intervalSeconds: 60, match: [] });
  await run(
    alerting(
      trunks({}, START, () => 0),
      [beat],
    ),
    START,
    START + 130,
  );
  expect(told.map(({ status }) => status)).toEqual(['beat', 'beat', 'beat']);
  told.length = 0;
  await run(
    alerting(
      trunks({}, START, () => 0),
      [beat],
      { isAlive: false },
    ),
    START,
    START + 130,
  );
  expect(told).toEqual([]);
});

test('a test is told as firing and then as resolved; of a receiver that nobody knows it says which there are', async () => {
  const engine = alerting(
    trunks({}, START, () => 0),
    [receiver()],
  );
  expect(await engine.test('ops', START)).toEqual({ isSent: true });
  expect(told.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  await expect(engine.test('nobody', START)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'No receiver has this name; there are ops.',
  });
});

test('a test of a heartbeat is a beat, and a test alert leads to no runbook', async () => {
  const beat = receiver({ name: 'outside', kind: 'heartbeat', intervalSeconds: 60, match: [] });
  const engine = alerting(
    trunks({}, START, () => 0),
    [receiver(), beat],
  );
  expect(await engine.test('outside', START)).toEqual({ isSent: true, isBeat: true });
  expect(await engine.test('ops', START)).toEqual({ isSent: true });
  expect(told.map(({ status }) => status)).toEqual(['beat', 'firing', 'resolved']);
  expect(JSON.stringify(told)).not.toContain('runbook_url');
});

test('a silence holds on when the clock is set back, can be ended, and does not come back by the clock', async () => {
  const history = trunks({ a: (at) => (at >= START - 7200 ? 1 : 0) }, START - 8000, () => Infinity);
  const engine = alerting(history, [receiver()]);
  const order = { matchers: ['trunk=a'], seconds: 3600, comment: '', by: 'ops' };
  const { id } = engine.silence(order, START);
  await run(engine, START, START + 200);
  await run(engine, START - 3600, START - 3300);
  expect(told).toEqual([]);
  // As long as it was made for, from then on.
  expect(engine.silences(START - 3300)).toMatchObject([{ id, from: START - 3600, until: START }]);
  engine.end(START - 3300);
  const again = alerting(history, [receiver()]);
  expect(again.silences(START - 3300)).toMatchObject([{ id, until: START }]);
  expect(again.unsilence(id, START - 3290)).toMatchObject({ isEnded: true, until: START - 3290 });
  await run(again, START - 3290, START - 3290);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
  // Back once more, to when it held.
  await run(again, START - 3590, START - 3500);
  expect(() => again.unsilence(id, START - 3500)).toThrow('has ended already');
  expect(again.list().alerts.find(({ alert }) => alert === 'TrunkFailing')).toMatchObject({ silencedBy: [] });
});

test.each([
  ['alertname=TrunkFialing', 'No alert is called "TrunkFialing"; did you mean TrunkFailing?'],
  ['alertname=Trnuk*', 'No alert is called "Trnuk*"'],
  ['alertname=Nothing', 'docs/alerts.md has them all'],
])('a silence for %s, which no alert is, is refused', (matcher, message) => {
  const engine = alerting(
    trunks({}, START, () => 0),
    [],
  );
  const order = { seconds: 60, comment: '', by: 'ops' };
  expect(() => engine.silence({ ...order, matchers: [matcher] }, START)).toThrow(message);
  expect(() => engine.silence({ ...order, matchers: ['alertname=Trunk*'] }, START)).not.toThrow();
});

test('a receiver whose settings change goes on as it was, one that moves is told anew, and one that is gone is told nothing', async () => {
  const history = trunks(incident, START, () => Infinity);
  const config = { choices: { off: [], thresholds: [] }, origin: { instance: 'here', runbookUrl: 'http://localhost' } };
  const engine = alerting(history, [receiver(), receiver({ name: 'gone' })]);
  await run(engine, START + 300, START + 900);
  expect(told).toHaveLength(2);
  engine.configure({ ...config, receivers: [receiver({ timeoutSeconds: 5 })] });
  await run(engine, START + 910, START + 960);
  expect(told).toHaveLength(2);
  engine.configure({ ...config, receivers: [receiver({ url: `${watched.url}/moved` })] });
  await run(engine, START + 970, START + 980);
  expect(told).toHaveLength(3);
  engine.configure({
    ...config,
    choices: { off: ['TrunkFailing'], thresholds: [] },
    receivers: [receiver({ url: `${watched.url}/moved` })],
  });
  await run(engine, START + 990, START + 990);
  expect(told.map(({ status }) => status)).toEqual(['firing', 'firing', 'firing', 'resolved']);
});

test('what is kept holds no secret', async () => {
  const secretFile = join(watched.folder, 'secret');
  writeFileSync(secretFile, 'hushhush');
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver({ secretFile })],
  );
  await run(engine, START + 300, START + 900);
  engine.end(START + 900);
  for (const name of ['states', 'told'])
    expect(readFileSync(join(watched.folder, 'alerting', `${name}.json`), 'utf8')).not.toContain('hush');
});
