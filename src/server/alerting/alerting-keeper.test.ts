import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incident, START, states, trunks, watchAlerts } from '../../../test/server/watched-alerts.ts';
import { alertsFinding } from './alerting-report.ts';

const watched = watchAlerts();
const { told, lines, receiver, alerting, run } = watched;

const NAMES = ['states', 'told', 'silences'] as const;
const fileOf = (name: string): string => join(watched.folder, 'alerting', `${name}.json`);

/** What an engine leaves that has told of a trunk that fails, with a silence for another one. */
async function leaveFiles(): Promise<void> {
  const first = alerting(
    trunks(incident, START, () => Infinity),
    [receiver()],
  );
  first.silence({ matchers: ['trunk=b'], seconds: 36_000, comment: '', by: 'ops' }, START + 300);
  await run(first, START + 300, START + 900);
  first.end(START + 900);
}

const UNREADABLE = ['', '{', '{"version":9}', '{"version":1,"series":[{"alert":1}]}', '{"ops":[{"key":1}]}', '7'];

test.each(UNREADABLE)('files of %j are put aside as they are, said, and begun anew', async (text) => {
  await leaveFiles();
  for (const name of NAMES) writeFileSync(fileOf(name), text);
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver()],
  );
  await run(engine, START + 910, START + 910);
  expect(states(engine)).toEqual([expect.stringMatching(/^a pending/)]);
  expect(engine.silences(START)).toEqual([]);
  const [line = '', ...others] = lines.filter((one) => one.includes('could not be read'));
  expect(others).toEqual([]);
  expect(line).toMatch(/^warn ALERTING_UNREAD /);
  for (const name of NAMES) {
    expect(readFileSync(`${fileOf(name)}.damaged`, 'utf8')).toBe(text);
    expect(line).toContain(`${fileOf(name)}.damaged`);
    expect(alertsFinding(engine.report()).reason).toContain(`${fileOf(name)}.damaged`);
  }
  expect(alertsFinding(engine.report()).severity).toBe('degraded');
  for (const name of NAMES) rmSync(`${fileOf(name)}.damaged`);
  expect(alertsFinding(engine.report()).severity).toBe('ok');
});

test.each([...UNREADABLE, 'gone'])(
  'with states of %j nobody is told that an alert has ended that goes on, and its end is told when it comes',
  async (text) => {
    await leaveFiles();
    if (text === 'gone') rmSync(fileOf('states'));
    else writeFileSync(fileOf('states'), text);
    const engine = alerting(
      trunks(incident, START, () => Infinity),
      [receiver()],
    );
    await run(engine, START + 1000, START + 1200);
    expect(states(engine)).toEqual([expect.stringMatching(/^a firing/)]);
    expect(told.map(({ status }) => status)).toEqual(['firing']);
    await run(engine, START + 1210, START + 1900);
    expect(states(engine)).toEqual([expect.stringMatching(/^a resolved/)]);
    expect(told.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  },
);

test('of silences of which one is damaged the others hold, also after the next restart', async () => {
  await leaveFiles();
  const { silences } = JSON.parse(readFileSync(fileOf('silences'), 'utf8')) as { readonly silences: readonly object[] };
  writeFileSync(fileOf('silences'), JSON.stringify({ version: 1, silences: [{ id: 1 }, ...silences] }));
  for (let start = 0; start < 2; start += 1) {
    const engine = alerting(
      trunks({}, START, () => 0),
      [],
    );
    expect(engine.silences(START).map(({ matchers }) => matchers)).toEqual([['trunk=b']]);
  }
  expect(readFileSync(`${fileOf('silences')}.damaged`, 'utf8')).toContain('{"id":1}');
  writeFileSync(fileOf('silences'), '{');
  const third = alerting(
    trunks({}, START, () => 0),
    [],
  );
  // One that was put aside before is not overwritten.
  expect(readFileSync(`${fileOf('silences')}.damaged-2`, 'utf8')).toBe('{');
  expect(alertsFinding(third.report()).reason).toContain('silences.json.damaged and ');
});

test('files of the first layout, which had no version, are read', async () => {
  await leaveFiles();
  const { receivers } = JSON.parse(readFileSync(fileOf('told'), 'utf8')) as { receivers: { ops: { counted?: unknown }[] } };
  for (const group of receivers.ops) delete group.counted;
  writeFileSync(fileOf('told'), JSON.stringify(receivers));
  const { silences } = JSON.parse(readFileSync(fileOf('silences'), 'utf8')) as { readonly silences: readonly object[] };
  writeFileSync(fileOf('silences'), JSON.stringify(silences));
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver()],
  );
  await run(engine, START + 910, START + 1100);
  expect(engine.silences(START)).toHaveLength(1);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
  expect(lines).toEqual([]);
});

test('a folder that cannot be written refuses a silence with the reason, is said once and in health, and stops no alert', async () => {
  writeFileSync(join(watched.folder, 'alerting'), 'a file in its place');
  const engine = alerting(
    trunks(incident, START, () => Infinity),
    [receiver()],
  );
  await run(engine, START + 300, START + 900);
  const silence = { matchers: ['trunk=a'], seconds: 60, comment: '', by: 'ops' };
  expect(() => engine.silence(silence, START)).toThrow(
    expect.objectContaining({
      code: 'STORE_UNWRITABLE',
      message: expect.stringContaining('silences.json could not be written') as unknown,
    }),
  );
  expect(told.map(({ status }) => status)).toEqual(['firing']);
  expect(lines.filter((line) => line.includes('of its states'))).toEqual([expect.stringMatching(/^warn STORE_UNWRITABLE .*make room/)]);
  expect(alertsFinding(engine.report())).toMatchObject({
    severity: 'degraded',
    reason: expect.stringContaining('could not be written') as unknown,
  });
});

test('what could not be written on a full disk is written once there is room, so that nothing is told twice after a crash', async () => {
  const history = trunks(incident, START, () => Infinity);
  const engine = alerting(history, [receiver()]);
  await run(engine, START + 300, START + 300);
  // In the place of what is written first.
  for (const name of ['told', 'states']) mkdirSync(`${fileOf(name)}.new`, { recursive: true });
  await run(engine, START + 310, START + 900);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
  for (const name of ['told', 'states']) rmSync(`${fileOf(name)}.new`, { recursive: true });
  await run(engine, START + 910, START + 910);
  // The process is killed.
  const again = alerting(history, [receiver()]);
  expect(states(again)).toEqual([expect.stringMatching(/^a firing/)]);
  await run(again, START + 920, START + 930);
  expect(told.map(({ status }) => status)).toEqual(['firing']);
});
