import { type CallFilter, type CallWithTimeline, NO_TRUNK, type StoredCall, TeleError, type TimelineEntry } from '../core/index.ts';
import type { PagePosition } from './cursor.ts';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-driver.ts';

/** What each condition of a filter is in SQL. */
const CONDITIONS = {
  since: 'started_at >= ?',
  until: 'started_at < ?',
  outcome: 'outcome = ?',
  cause: 'cause = ?',
  direction: 'direction = ?',
  trunk: 'trunk = ?',
  sipCode: 'sip_code = ?',
  isActive: 'is_active = ?',
} as const satisfies { readonly [K in keyof Omit<CallFilter, 'limit' | 'cursor'>]-?: string };

const NEWEST_FIRST = 'ORDER BY started_at DESC, id DESC';

/** The questions that the store answers, as functions over one open database. */
export interface SqliteReader {
  /** At most one more than the limit, newest first. */
  listCalls(filter: CallFilter, start: PagePosition | undefined): StoredCall[];
  findCalls(idOrKey: string): CallWithTimeline[];
  countSimilar(call: StoredCall, since: number): number;
  openCalls(): CallWithTimeline[];
  counts(): { readonly calls: number; readonly openCalls: number; readonly registrations: number; readonly lastLsn: number };
}

/** Prepares the statements. `file` is named in the error about a row that cannot be read. */
export function createSqliteReader(db: SqliteDatabase, file: string): SqliteReader {
  const timelineOf = db.prepare('SELECT entry AS json FROM timeline WHERE call_id = ? ORDER BY at, arrival, agent, content_hash');
  const find = db.prepare(`SELECT record AS json FROM calls WHERE id = ?1 OR call_key = ?1 ${NEWEST_FIRST}`);
  const open = db.prepare(`SELECT record AS json FROM calls WHERE is_open = 1 ${NEWEST_FIRST}`);
  const similar = db.prepare(
    'SELECT count(*) AS n FROM calls WHERE outcome IS ?1 AND cause IS ?2 AND started_at >= ?3 AND (?4 IS NULL OR trunk = ?4)',
  );

  const records = (statement: SqliteStatement, values: SqliteValue[]): StoredCall[] =>
    statement.all(...values).map((row) => parse(row, file) as StoredCall);
  const withTimeline = (call: StoredCall): CallWithTimeline => ({
    call,
    timeline: timelineOf.all(call.id).map((row) => parse(row, file) as TimelineEntry),
  });

  return {
    listCalls(filter, start) {
      const { where, values } = conditions(filter, start);
      const statement = db.prepare(`SELECT record AS json FROM calls ${where} ${NEWEST_FIRST} LIMIT ?`);
      return records(statement, [...values, filter.limit + 1]);
    },
    findCalls: (idOrKey) => records(find, [idOrKey]).map(withTimeline),
    countSimilar: (call, since) =>
      number(similar.get(call.outcome ?? null, call.cause ?? null, since, call.trunk === NO_TRUNK ? null : call.trunk), 'n'),
    openCalls: () => records(open, []).map(withTimeline),
    counts() {
      const row = db
        .prepare(
          `SELECT (SELECT count(*) FROM calls) AS calls, (SELECT count(*) FROM calls WHERE is_open = 1) AS open,
           (SELECT count(*) FROM registrations) AS registrations, (SELECT lsn FROM meta) AS lsn`,
        )
        .get();
      return {
        calls: number(row, 'calls'),
        openCalls: number(row, 'open'),
        registrations: number(row, 'registrations'),
        lastLsn: number(row, 'lsn'),
      };
    },
  };
}

function conditions(filter: CallFilter, start: PagePosition | undefined): { where: string; values: SqliteValue[] } {
  const given = Object.entries(CONDITIONS).flatMap(([name, sql]) => {
    const value = filter[name as keyof typeof CONDITIONS];
    return value === undefined ? [] : [{ sql, values: [typeof value === 'boolean' ? Number(value) : value] }];
  });
  const all = start === undefined ? given : [...given, { sql: '(started_at, id) < (?, ?)', values: [start.startedAt, start.id] }];
  return {
    where: all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`,
    values: all.flatMap(({ values }) => values),
  };
}

function column(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined;
}

function number(row: unknown, name: string): number {
  return Number(column(row, name));
}

/** What `createBatchWriter` wrote; the database is ours alone, so its shape is not checked again. */
function parse(row: unknown, file: string): unknown {
  try {
    return JSON.parse(String(column(row, 'json')));
  } catch (cause) {
    throw new TeleError('STORE_CORRUPT', `${file} holds a record that is not JSON.`, cause);
  }
}
