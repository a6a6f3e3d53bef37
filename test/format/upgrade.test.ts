import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CallStore, StoreChange } from '../../src/core/index.ts';
import { decodeChanges, encodeChanges } from '../../src/format/index.ts';
import { openSqlite } from '../../src/stores/index.ts';
import { loadSqliteDriver } from '../../src/stores/sqlite/database/sqlite-driver.ts';
import type { Layouts } from '../../src/stores/sqlite/database/layout.ts';
import { plainChanges } from '../../src/testing/index.ts';
import { AT, changes, fullCall, openCall } from '../fixtures/format/changes.mjs';
import { MADE_UP } from '../fixtures/format/made-up-layout.mjs';

const GOLDEN = join(import.meta.dirname, '../fixtures/format/1');
const FILES = ['active.db', 'calls-2023-11-14.db', 'rollup.db'];
// A fixture in plain JavaScript, which a process that is killed loads too.
const LAYOUTS_2 = MADE_UP as Layouts;
const root = mkdtempSync(join(tmpdir(), 'ringscope-upgrade-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder of layout 1. */
function folderOf1(): string {
  const path = mkdtempSync(join(root, 'data-'));
  for (const name of FILES) copyFileSync(join(GOLDEN, name), join(path, name));
  return path;
}

const Driver = await loadSqliteDriver();

/** The layout of each file, and of a day what the step to layout 2 made. */
function layouts(path: string): readonly unknown[] {
  return FILES.map((name) => {
    const db = new Driver(join(path, name), { readOnly: true });
    try {
      const { user_version: layout } = db.prepare('PRAGMA user_version').get() as { user_version: number };
      if (layout !== 2 || !name.startsWith('calls-')) return layout;
      return [layout, (db.prepare('SELECT count(*) AS n FROM attempts').get() as { n: number }).n];
    } finally {
      db.close();
    }
  });
}

async function use(
  path: string,
  options: { readonly layouts?: Layouts; readonly readOnly?: boolean },
  work: (store: CallStore) => Promise<void>,
) {
  const store = await openSqlite({ path, ...options });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const UPGRADED = [2, [2, 3], 2];

async function holdsAll(store: CallStore): Promise<void> {
  expect((await store.findCalls('abcdefghijklmnop')).map(({ call }) => call)).toStrictEqual([fullCall]);
  expect((await store.openCalls()).map(({ call }) => call)).toStrictEqual([openCall]);
  const { value, isPartial } = await store.summarize({ since: AT - 3600, until: AT + 7200 });
  expect([value.total.attempts, isPartial]).toStrictEqual([3, false]);
}

test('a folder of the layout before is upgraded by the next writer, and holds what it held', async () => {
  const path = folderOf1();
  await use(path, { layouts: LAYOUTS_2 }, async (store) => {
    await holdsAll(store);
    await store.maintain(AT + 3 * 86_400, {});
  });
  expect(layouts(path)).toStrictEqual(UPGRADED);
  await use(path, { layouts: LAYOUTS_2, readOnly: true }, holdsAll);
});

test('who only reads changes no file of the layout before, and says which one the server is to upgrade', async () => {
  const path = folderOf1();
  await expect(openSqlite({ path, layouts: LAYOUTS_2, readOnly: true })).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    message: expect.stringMatching(/active\.db has layout 1; the server upgrades it to layout 2/),
  });
  expect(layouts(path)).toStrictEqual([1, 1, 1]);
});

test('a file of a layout after this one is refused with a word, and not touched', async () => {
  const path = folderOf1();
  await use(path, { layouts: LAYOUTS_2 }, async (store) => void (await store.maintain(AT + 3 * 86_400, {})));
  await expect(openSqlite({ path })).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    message: expect.stringMatching(/has layout 2, of a newer ringscope; this one reads layout 1/),
  });
  expect(layouts(path)).toStrictEqual(UPGRADED);
});

test('a folder of before the first release is refused as a whole, with a word', async () => {
  const path = mkdtempSync(join(root, 'data-'));
  const db = new Driver(join(path, 'active.db'), {});
  db.exec('CREATE TABLE meta (lsn INTEGER); PRAGMA user_version = 10');
  db.close();
  await expect(openSqlite({ path })).rejects.toMatchObject({
    code: 'STORE_FOREIGN',
    message: expect.stringContaining('one before the first release'),
  });
});

test('a step that fails leaves the file as it was, and the next start does it', async () => {
  const path = folderOf1();
  const failing: Layouts = {
    current: 2,
    steps: [
      ...LAYOUTS_2.steps,
      {
        kind: 'active',
        from: 1,
        upgrade: () => {
          throw new Error('no room');
        },
      },
    ],
  };
  await expect(openSqlite({ path, layouts: failing })).rejects.toThrow();
  expect(layouts(path)).toStrictEqual([1, 1, 1]);
  await use(path, { layouts: LAYOUTS_2 }, holdsAll);
});

test('a process that is killed amid an upgrade loses nothing', async () => {
  const path = folderOf1();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../fixtures/format/upgrade-until-killed.mjs'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It says so when the step has written, and stands still before the end of its transaction.
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  child.kill('SIGKILL');
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  expect(layouts(path).slice(1)).toStrictEqual([1, 1]);
  await use(path, { layouts: LAYOUTS_2 }, async (store) => {
    await holdsAll(store);
    await store.maintain(AT + 3 * 86_400, {});
  });
  expect(layouts(path)).toStrictEqual(UPGRADED);
});

test('changes of the layout before are read when they wait in the spool, and those of a layout after this one are refused', () => {
  const before = encodeChanges(changes as StoreChange[]);
  const twice = {
    current: 2,
    steps: [{ from: 1, upgrade: (change: Uint8Array): Uint8Array => change }],
  };
  expect(plainChanges(decodeChanges(before, twice))).toStrictEqual(changes);
  const after = before.with(1, 2);
  expect(() => decodeChanges(after)).toThrow(
    expect.objectContaining({ code: 'STORE_CORRUPT', message: expect.stringContaining('layout 2') }),
  );
});
