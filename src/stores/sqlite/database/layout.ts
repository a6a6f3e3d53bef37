import { TeleError } from '../../../core/index.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';
import { numberColumn } from './column.ts';
import { inTransaction } from './transaction.ts';

/** The databases of a folder: of a day, of the calls in progress, of the hours of days that are gone, of the values of metrics. */
export type DatabaseKind = 'day' | 'active' | 'rollup' | 'history';

/** Makes a layout of the one before. */
export interface LayoutStep {
  readonly kind: DatabaseKind;
  /** The layout that it makes the next one of. */
  readonly from: number;
  /** Runs in one transaction with the number of the layout. The database is `store`. */
  readonly upgrade: (db: SqliteDatabase) => void;
}

/** The layout that is written, kept in each file as `PRAGMA user_version`, and what makes it of those before. A kind without a step from one layout to the next is the same in both. */
export interface Layouts {
  readonly current: number;
  readonly steps: readonly LayoutStep[];
}

export const LAYOUTS: Layouts = { current: 1, steps: [] };

/** `PRAGMA application_id` of every database of ringscope: the letters RSCP. */
const APPLICATION_ID = 0x52534350;

/** How the databases of a folder are opened. */
export interface OpenMode {
  readonly isWritable: boolean;
  readonly layouts: Layouts;
}

/** How a database is opened. */
export interface OpenedLayout {
  readonly kind: DatabaseKind;
  readonly path: string;
  /** Makes the tables; undefined for one who only reads. */
  readonly schema: string | undefined;
  readonly layouts: Layouts;
}

/** Makes the tables in a new file, upgrades an older one, and checks what any holds. Throws `STORE_CORRUPT`, and `STORE_FOREIGN` for a folder that was never one of a release. */
export function openLayout(db: SqliteDatabase, { kind, path, schema, layouts: { current, steps } }: OpenedLayout): void {
  const isWritable = schema !== undefined;
  if (isWritable && isNew(db))
    db.exec(
      `BEGIN IMMEDIATE; ${inStore(schema)} PRAGMA store.application_id = ${APPLICATION_ID}; PRAGMA store.user_version = ${current}; COMMIT;`,
    );
  const refuse = (what: string): never => {
    throw new TeleError('STORE_CORRUPT', `${path} ${what}`);
  };
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    const what = 'is no database of ringscope, or of one before the first release, which this ringscope does not read.';
    // The days of such a folder are of the same version.
    throw new TeleError(kind === 'active' ? 'STORE_FOREIGN' : 'STORE_CORRUPT', `${path} ${what}`);
  }
  const layout = layoutOf(db);
  if (layout > current) refuse(`has layout ${layout}, of a newer ringscope; this one reads layout ${current}.`);
  if (layout < current && !isWritable) refuse(`has layout ${layout}; the server upgrades it to layout ${current}.`);
  // A view, a trigger or a virtual table has no page of its own. None is ever made, and what one of somebody else runs may never end.
  if (db.prepare('SELECT 1 FROM store.sqlite_schema WHERE rootpage = 0 OR rootpage IS NULL LIMIT 1').get() !== undefined)
    refuse('holds a view, a trigger or a virtual table, which ringscope never makes.');
  if (layout === current) return;
  // What ends the process in between leaves the file as it was.
  inTransaction(db, () => {
    for (let from = layout; from < current; from += 1)
      for (const step of steps) if (step.kind === kind && step.from === from) step.upgrade(db);
    db.exec(`PRAGMA store.user_version = ${current}`);
  });
}

/** Whether nothing was made in a file yet. */
export function isNew(db: SqliteDatabase): boolean {
  return layoutOf(db) === 0 && pragma(db, 'application_id') === 0 && pragma(db, 'schema_version') === 0;
}

function layoutOf(db: SqliteDatabase): number {
  return pragma(db, 'user_version');
}

function pragma(db: SqliteDatabase, name: string): number {
  return numberColumn(db.prepare(`PRAGMA store.${name}`).get(), name) ?? 0;
}

/** What makes tables names the database to make them in. */
function inStore(schema: string): string {
  return schema.replaceAll(/CREATE (TABLE|INDEX) /g, 'CREATE $1 store.');
}
