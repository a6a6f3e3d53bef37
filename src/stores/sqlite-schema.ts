import { TeleError } from '../core/index.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';

/** The layout that this program writes and reads, kept in the file as `PRAGMA user_version`. */
const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE meta (lsn INTEGER NOT NULL) STRICT;
INSERT INTO meta (lsn) VALUES (0);

CREATE TABLE calls (
  id TEXT NOT NULL PRIMARY KEY,
  call_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  started_at REAL NOT NULL,
  direction TEXT NOT NULL,
  trunk TEXT NOT NULL,
  outcome TEXT,
  cause TEXT,
  sip_code INTEGER,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_start ON calls (started_at, id);
CREATE INDEX calls_by_key ON calls (call_key);
CREATE INDEX calls_by_outcome ON calls (outcome, cause, started_at);
CREATE INDEX calls_open ON calls (started_at, id) WHERE is_open = 1;
CREATE INDEX calls_active ON calls (started_at, id) WHERE is_active = 1;

CREATE TABLE timeline (
  call_id TEXT NOT NULL,
  at REAL NOT NULL,
  arrival INTEGER NOT NULL,
  agent TEXT NOT NULL,
  content_hash REAL NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (call_id, at, arrival, agent, content_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE registrations (
  id TEXT NOT NULL PRIMARY KEY,
  started_at REAL NOT NULL,
  record TEXT NOT NULL
) STRICT;
`;

/** The version of the layout in the file. 0: none was made yet. */
function schemaVersion(db: SqliteDatabase): number {
  const row = db.prepare('PRAGMA user_version').get();
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0;
}

/** Makes the tables in a new file, in one transaction. Throws `STORE_CORRUPT` for a file of another layout. */
export function createSchema(db: SqliteDatabase, file: string): void {
  if (schemaVersion(db) === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  checkSchema(db, file);
}

/** Throws `STORE_CORRUPT` when the file is not of this layout. */
export function checkSchema(db: SqliteDatabase, file: string): void {
  const version = schemaVersion(db);
  if (version === SCHEMA_VERSION) return;
  throw new TeleError('STORE_CORRUPT', `${file} has schema version ${version}; this ringscope reads version ${SCHEMA_VERSION}.`);
}
