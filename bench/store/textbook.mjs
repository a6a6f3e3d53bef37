// What a textbook says: one SQLite file, the id as text, a row that is inserted at the start of a call and updated twice, a row per message.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver } from './ours.mjs';

/** Changes per transaction. */
export const BATCH = 1000;

const COLUMNS = {
  id: 'TEXT PRIMARY KEY',
  call_key: 'TEXT',
  call_id: 'TEXT',
  source: 'TEXT',
  agent: 'TEXT',
  direction: 'TEXT',
  trunk: 'TEXT',
  transport: 'TEXT',
  caller_hash: 'TEXT',
  caller_mask: 'TEXT',
  callee_hash: 'TEXT',
  callee_mask: 'TEXT',
  started_at: 'REAL',
  answered_at: 'REAL',
  ended_at: 'REAL',
  outcome: 'TEXT',
  ended: 'TEXT',
  released_by: 'TEXT',
  cause: 'TEXT',
  sip_code: 'INTEGER',
  state: 'TEXT',
  pdd: 'REAL',
  setup: 'REAL',
  talk: 'REAL',
  codec: 'TEXT',
  mos: 'REAL',
  jitter: 'REAL',
  loss: 'REAL',
  rtt: 'REAL',
  agent_response: 'REAL',
  has_transcript: 'INTEGER',
  messages: 'INTEGER',
};
const NAMES = Object.keys(COLUMNS);
const INSERT = `INSERT INTO calls (${NAMES.join(', ')}) VALUES (${NAMES.map(() => '?').join(', ')})`;
const UPDATED = NAMES.slice(NAMES.indexOf('answered_at'));
const UPDATE = `UPDATE calls SET ${UPDATED.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`;

function rowOf(r) {
  return [
    r.id,
    r.callKey,
    r.callId,
    r.source,
    r.agent,
    r.direction,
    r.trunk,
    r.transport,
    r.caller.hash,
    r.caller.mask,
    r.callee.hash,
    r.callee.mask,
    r.startedAt,
    ...updatedOf(r),
  ].map((value) => value ?? null);
}

function updatedOf(r) {
  return [
    r.answeredAt,
    r.endedAt,
    r.outcome,
    r.ended,
    r.releasedBy,
    r.cause,
    r.sipCode,
    r.state,
    r.pddSeconds,
    r.setupSeconds,
    r.talkSeconds,
    r.codec,
    r.mos,
    r.jitterSeconds,
    r.lossRatio,
    r.rttSeconds,
    r.agentResponseSeconds,
    r.hasTranscript === undefined ? null : Number(r.hasTranscript),
    r.messages,
  ].map((value) => value ?? null);
}

/** Opens it for writing. It syncs as our day files do (WAL, NORMAL). */
export async function openTextbook(folder) {
  const Driver = await loadDriver();
  mkdirSync(folder, { recursive: true });
  const db = new Driver(join(folder, 'textbook.db'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
    CREATE TABLE calls (${NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ')});
    CREATE INDEX calls_started ON calls (started_at);
    CREATE TABLE timeline (call_id TEXT, at REAL, received_at REAL, agent TEXT, transport TEXT, src TEXT, dst TEXT, method TEXT, status INTEGER,
      cseq INTEGER, from_tag INTEGER, to_tag INTEGER, branches TEXT, content_hash INTEGER, length INTEGER, has_sdp INTEGER, expires REAL);
    CREATE INDEX timeline_call ON timeline (call_id);`);
  const insert = db.prepare(INSERT);
  const update = db.prepare(UPDATE);
  const message = db.prepare(`INSERT INTO timeline VALUES (${Array.from({ length: 17 }, () => '?').join(', ')})`);
  return {
    append(changes) {
      db.exec('BEGIN');
      for (const { record, timeline } of changes) {
        if (record.version === 1) insert.run(...rowOf(record));
        else update.run(...updatedOf(record), record.id);
        for (const e of timeline) {
          message.run(
            record.id,
            e.at,
            e.receivedAt,
            e.agent,
            e.transport,
            e.src,
            e.dst,
            e.method,
            e.status ?? null,
            e.cseq,
            e.fromTag ?? null,
            e.toTag ?? null,
            e.branches.join(','),
            e.contentHash,
            e.lengthBytes,
            Number(e.hasSdp),
            e.sessionExpiresSeconds ?? null,
          );
        }
      }
      db.exec('COMMIT');
    },
    close() {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

/** Writes finished calls only, once each: what the scans read. */
export async function openScanBase(folder) {
  const Driver = await loadDriver();
  mkdirSync(folder, { recursive: true });
  const db = new Driver(join(folder, 'scan.db'));
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
    CREATE TABLE calls (${NAMES.map((name) => `${name} ${COLUMNS[name].replace(' PRIMARY KEY', '')}`).join(', ')});`);
  const insert = db.prepare(INSERT);
  return {
    append(changes) {
      db.exec('BEGIN');
      for (const change of changes) insert.run(...rowOf(change.record));
      db.exec('COMMIT');
    },
    close() {
      db.exec('CREATE INDEX calls_started ON calls (started_at)');
      db.close();
    },
  };
}

/** The dashboard of one window in SQL: groups, sums, and percentiles by order. */
export async function openSqlScan(folder) {
  const Driver = await loadDriver();
  const db = new Driver(join(folder, 'scan.db'), { readOnly: true });
  const IN = 'FROM calls WHERE started_at >= ? AND started_at < ?';
  const groups = ['outcome', 'direction', 'cause', 'sip_code', 'trunk', 'ended', 'codec'].map((name) =>
    db.prepare(`SELECT ${name} AS k, count(*) AS n ${IN} GROUP BY 1`),
  );
  const totals =
    db.prepare(`SELECT count(*) AS n, sum(talk) AS total, avg(talk) AS mean, min(talk) AS low, max(talk) AS high, count(talk) AS talked,
    sum(has_transcript) AS transcripts ${IN}`);
  const rank = db.prepare(`SELECT talk ${IN} AND talk IS NOT NULL ORDER BY talk LIMIT 1 OFFSET ?`);
  return {
    dashboard(since, until) {
      const all = totals.get(since, until);
      const percentiles = [0.5, 0.95, 0.99].map((q) => rank.get(since, until, Math.floor(q * Math.max(0, all.talked - 1)))?.talk);
      return { attempts: all.n, percentiles, groups: groups.map((group) => group.all(since, until)) };
    },
    close: () => db.close(),
  };
}

/** The method of voice-skill: read every row of the window into objects and count them there. */
export async function openInMemory(folder) {
  const Driver = await loadDriver();
  const db = new Driver(join(folder, 'scan.db'), { readOnly: true });
  const select = db.prepare('SELECT * FROM calls WHERE started_at >= ? AND started_at < ?');
  return {
    dashboard(since, until) {
      const rows = select.all(since, until);
      const counts = { outcome: {}, direction: {}, cause: {} };
      const talks = [];
      let transcripts = 0;
      for (const row of rows) {
        for (const [name, count] of Object.entries(counts)) count[row[name]] = (count[row[name]] ?? 0) + 1;
        if (row.outcome === 'answered' && row.talk) talks.push(row.talk);
        if (row.has_transcript) transcripts += 1;
      }
      talks.sort((a, b) => a - b);
      const percentiles = [0.5, 0.95, 0.99].map((q) => talks[Math.floor(talks.length * q)]);
      const total = talks.reduce((sum, talk) => sum + talk, 0);
      return { attempts: rows.length, percentiles, counts, transcripts, mean: total / talks.length };
    },
    close: () => db.close(),
  };
}
