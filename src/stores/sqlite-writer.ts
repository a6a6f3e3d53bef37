import type { StoreBatch, StoreChange } from '../core/index.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';

const UPSERT_CALL = `
INSERT INTO calls (id, call_key, version, is_open, is_active, started_at, direction, trunk, outcome, cause, sip_code, record)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  call_key = excluded.call_key, version = excluded.version, is_open = excluded.is_open, is_active = excluded.is_active,
  started_at = excluded.started_at, direction = excluded.direction, trunk = excluded.trunk, outcome = excluded.outcome,
  cause = excluded.cause, sip_code = excluded.sip_code, record = excluded.record
WHERE excluded.version >= calls.version`;

const ADD_ENTRY = 'INSERT OR IGNORE INTO timeline (call_id, at, arrival, agent, content_hash, entry) VALUES (?, ?, ?, ?, ?, ?)';

const UPSERT_REGISTRATION = 'INSERT OR REPLACE INTO registrations (id, started_at, record) VALUES (?, ?, ?)';

/** Returns the function that writes one batch in one transaction; it returns when the batch is on the disk. */
export function createBatchWriter(db: SqliteDatabase): (batch: StoreBatch) => void {
  const upsertCall = db.prepare(UPSERT_CALL);
  const addEntry = db.prepare(ADD_ENTRY);
  const upsertRegistration = db.prepare(UPSERT_REGISTRATION);
  // Gives a row back only when the batch is new.
  const advance = db.prepare('UPDATE meta SET lsn = ? WHERE lsn < ? RETURNING lsn');

  function apply(change: StoreChange): void {
    const { record } = change;
    if (change.kind === 'registration') {
      upsertRegistration.run(record.id, record.startedAt, JSON.stringify(record));
      return;
    }
    const call = change.record;
    upsertCall.run(
      call.id,
      call.callKey,
      call.version,
      change.isOpen ? 1 : 0,
      call.state === 'ended' ? 0 : 1,
      call.startedAt,
      call.direction,
      call.trunk,
      call.outcome ?? null,
      call.cause ?? null,
      call.sipCode ?? null,
      JSON.stringify(call),
    );
    for (const entry of change.timeline) {
      addEntry.run(call.id, entry.at, entry.arrival, entry.agent, entry.contentHash, JSON.stringify(entry));
    }
  }

  return ({ lsn, changes }) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      if (advance.get(lsn, lsn) !== undefined) for (const change of changes) apply(change);
      db.exec('COMMIT');
    } catch (error) {
      rollBack(db);
      throw error;
    }
  };
}

function rollBack(db: SqliteDatabase): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // After a full disk or an I/O error SQLite has rolled back by itself; the error of the batch is the one to report.
  }
}
