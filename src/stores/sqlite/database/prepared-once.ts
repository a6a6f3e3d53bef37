import type { SqliteDatabase, SqliteStatement } from './sqlite-driver.ts';

const MAX_STATEMENTS = 200;

/** Returns the function that prepares each statement of a connection once. */
export function preparedOnce(db: SqliteDatabase): (sql: string) => SqliteStatement {
  const statements = new Map<string, SqliteStatement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
