import { TeleError } from '../../../core/index.ts';

/** What a statement takes: the types that SQLite knows. */
export type SqliteValue = string | number | null | Uint8Array;

/** A prepared statement, as far as the store uses one. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown;
  /** The first row, undefined when there is none. */
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/** An open database, as far as the store uses one. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** Opens the database at a path. Node's own `DatabaseSync` and that of @photostructure/sqlite are both one. */
export type SqliteDriver = new (path: string, options: { readonly readOnly?: boolean }) => SqliteDatabase;

function hasDriver(module: object): module is { DatabaseSync: SqliteDriver } {
  return 'DatabaseSync' in module && typeof module.DatabaseSync === 'function';
}

/** Node's own SQLite where Node has it (22.13 and later), else the prebuilt one of @photostructure/sqlite. */
export async function loadSqliteDriver(): Promise<SqliteDriver> {
  const builtin = process.getBuiltinModule('node:sqlite');
  if (builtin !== undefined && hasDriver(builtin)) return builtin.DatabaseSync;
  try {
    const { DatabaseSync } = await import('@photostructure/sqlite');
    return DatabaseSync;
  } catch (cause) {
    throw new TeleError(
      'STORE_ENGINE_MISSING',
      `Node ${process.version} has no SQLite and @photostructure/sqlite could not be loaded.`,
      cause,
    );
  }
}
