import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LAYOUTS } from '../database/layout.ts';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';
import { dayFileName } from '../folder/day.ts';
import { createDayFiles } from './day-files.ts';
import { createDayStates } from './day-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-day-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More than may be open at once. */
const DAYS = Array.from({ length: 40 }, (_, index) => 19_000 + index);

test('what days hold that were written and closed is known without opening them', async () => {
  const files = createDayFiles(folder, await loadSqliteDriver(), { isWritable: true, layouts: LAYOUTS });
  const read: number[] = [];
  const states = createDayStates(folder, {
    ...files,
    read(day, work) {
      read.push(day);
      return files.read(day, work);
    },
  });
  const write = (calls: number): void => {
    for (const day of DAYS) files.create(day).db.exec(`UPDATE meta SET calls = ${calls}`);
  };
  write(3);
  write(5);
  expect(states.gone()).toEqual([]);
  // The first ones were closed for the others.
  expect(read.toSorted((a, b) => a - b)).toEqual(DAYS.slice(-32));
  expect(DAYS.map((day) => states.of(day)?.calls)).toEqual(DAYS.map(() => 5));
  expect(read).toHaveLength(32);

  const name = dayFileName(DAYS[0] ?? 0);
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${name}${end}`), { force: true });
  expect(states.gone()).toEqual([
    { file: name, reason: `The file ${name} is gone, and with it 5 calls: restore it from a backup.`, isGone: true },
  ]);
  files.close();
});

test('a day whose file went away while it was open is told of as it was before', async () => {
  const files = createDayFiles(folder, await loadSqliteDriver(), { isWritable: true, layouts: LAYOUTS });
  const states = createDayStates(folder, files);
  const name = dayFileName(20_000);
  files.create(20_000).db.exec('UPDATE meta SET calls = 7');
  expect(states.of(20_000)?.calls).toBe(7);
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${name}${end}`), { force: true });
  // This closes it.
  expect(files.open(20_000)).toBeUndefined();
  expect(states.gone().map(({ reason }) => reason)).toEqual([`The file ${name} is gone, and with it 7 calls: restore it from a backup.`]);
  files.close();
});
