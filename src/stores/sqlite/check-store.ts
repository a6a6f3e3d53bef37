import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type StoreProblem, TeleError } from '../../core/index.ts';
import { column } from './database/column.ts';
import { type DatabaseKind, LAYOUTS, openLayout } from './database/layout.ts';
import { openDatabase } from './database/open-database.ts';
import { READER_PRAGMAS } from './database/pragmas.ts';
import { loadSqliteDriver, type SqliteDriver } from './database/sqlite-driver.ts';
import { storeFault } from './database/sqlite-fault.ts';
import { dayFileName } from './folder/day.ts';
import { ACTIVE_FILE, daysIn, filesAside, HISTORY_FILE, requireDataFolder, ROLLUP_FILE } from './folder/data-folder.ts';
import { checkKey } from './open/key-check.ts';

/** What a look through the files of a store has found. */
export interface StoreCheck {
  readonly files: number;
  /** Files that were looked at; fewer than all when time was up. */
  readonly checked: number;
  readonly problems: readonly StoreProblem[];
}

/**
 * Looks through the databases of a folder, page by page, the newest day first, until a time: `performance.now()`. It only reads, also while a server writes. `keyCheck`: as in `SqliteOptions`. Throws `FILE_UNREADABLE`
 * when there is no store, and `KEY_MISMATCH`.
 */
export async function checkStore(folder: string, until: number, keyCheck?: string): Promise<StoreCheck> {
  requireDataFolder(folder);
  const Driver = await loadSqliteDriver();
  const files: readonly (readonly [DatabaseKind, string])[] = [
    ['active', join(folder, ACTIVE_FILE)],
    ...(existsSync(join(folder, ROLLUP_FILE)) ? [['rollup', join(folder, ROLLUP_FILE)] as const] : []),
    ...(existsSync(join(folder, HISTORY_FILE)) ? [['history', join(folder, HISTORY_FILE)] as const] : []),
    ...daysIn(folder).map((day) => ['day', join(folder, dayFileName(day))] as const),
  ];
  const problems: StoreProblem[] = [];
  let checked = 0;
  for (const [kind, path] of files) {
    if (checked > 0 && performance.now() > until) break;
    problems.push(
      ...checkFile(Driver, kind, path, (db) => kind === 'active' && keyCheck !== undefined && checkKey(db, folder, keyCheck, false)),
    );
    checked += 1;
    await setImmediate();
  }
  return { files: files.length, checked, problems: [...problems, ...filesAside(folder)] };
}

function checkFile(
  Driver: SqliteDriver,
  kind: DatabaseKind,
  path: string,
  look: (db: ReturnType<typeof openDatabase>) => unknown,
): readonly StoreProblem[] {
  const file = basename(path);
  try {
    const db = openDatabase(Driver, path, { readOnly: true });
    try {
      db.exec(READER_PRAGMAS);
      openLayout(db, { kind, path, schema: undefined, layouts: LAYOUTS });
      look(db);
      const said = column(db.prepare('PRAGMA store.quick_check(1)').get(), 'quick_check');
      return said === 'ok' ? [] : [{ file, reason: `${path} is damaged: ${String(said).replace(/\s+/g, ' ')}.`, isUnread: true }];
    } finally {
      db.close();
    }
  } catch (cause) {
    const error = cause instanceof TeleError ? cause : storeFault(path, cause);
    if (error.code === 'KEY_MISMATCH') throw error;
    return [{ file, reason: error.message, isUnread: true }];
  }
}
