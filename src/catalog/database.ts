import { catalog, FAILURE_REASON, moves, SUCCESS, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { NATIVE, REQUEST_SECONDS } from './buckets.ts';

const source = open(32);
const operation = open(64);

export const dbOperations = counter('telephony_database_operations_total', {
  help: 'What databases of programs were asked, by how it came out.',
  labels: { operation, table: open(64), outcome: SUCCESS },
});

export const dbSeconds = histogram('telephony_database_query_seconds', {
  help: 'What databases of programs took to answer, in seconds. Absent where nobody told.',
  labels: { operation },
  buckets: REQUEST_SECONDS,
  native: NATIVE,
});

export const dbErrors = counter('telephony_database_errors_total', {
  help: 'Failures of databases of programs.',
  labels: { operation, reason: FAILURE_REASON },
});

export const dbConnections = gauge('telephony_database_connections', {
  help: 'Connections to databases of programs by state; limit: the most that the pool opens. A state that nobody told is absent.',
  labels: { source, state: ['used', 'idle', 'limit'] },
});

export const cdrs = counter('telephony_cdr_records_total', {
  help: 'Records of calls that programs wrote, dropped before they were written, or could not write.',
  labels: { source, outcome: ['written', 'dropped', 'failed'] },
});

/** Databases of programs, and the records of calls that they write. */
export const databaseCatalog = catalog(
  'database',
  [
    moves(dbOperations, { 'db.query': ({ operation, table, outcome }, metric) => metric.inc({ operation, table, outcome }) }),
    moves(dbSeconds, {
      'db.query': ({ operation, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { operation });
      },
    }),
    moves(dbErrors, {
      'db.query': ({ operation, outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ operation, reason: reason ?? 'other' });
      },
    }),
    moves(dbConnections, {
      'db.active': ({ source, count, idleCount, limit }, metric) => {
        metric.set(count, { source, state: 'used' });
        if (idleCount !== undefined) metric.set(idleCount, { source, state: 'idle' });
        if (limit !== undefined) metric.set(limit, { source, state: 'limit' });
      },
    }),
    moves(cdrs, {
      'cdr.written': ({ source, count }, metric) => metric.add(count, { source, outcome: 'written' }),
      'cdr.dropped': ({ source, count }, metric) => metric.add(count, { source, outcome: 'dropped' }),
      'cdr.failed': ({ source, count }, metric) => metric.add(count, { source, outcome: 'failed' }),
    }),
  ],
  TOLD,
);
