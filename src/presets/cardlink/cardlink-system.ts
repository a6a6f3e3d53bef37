import { DATA_DIRECTION, FAILURE_REASON, moves, movesFrom, type LabelText, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { RESULT, resultOf } from './cardlink-result.ts';

const operation = open(64);
const table = open(64);

export const cpu = legacy.gauge('cardlink_system_cpu_usage_percent', { help: 'System CPU usage percentage' });
export const memory = legacy.gauge('cardlink_system_memory_usage_bytes', { help: 'System memory usage in bytes' });
export const disk = legacy.gauge('cardlink_system_disk_usage_bytes', { help: 'System disk usage in bytes', labels: { path: open(32) } });
const network = legacy.counter('cardlink_system_network_bytes_total', {
  help: 'Total network bytes transferred',
  labels: { direction: DATA_DIRECTION, interface: open(32) },
});
const uptime = legacy.gauge('cardlink_system_process_uptime_seconds', { help: 'Process uptime in seconds' });
const threads = legacy.gauge('cardlink_system_threads_active', { help: 'Number of active threads' });
const dbActive = legacy.gauge('cardlink_database_connections_active', { help: 'Number of active database connections' });
export const dbDuration = legacy.histogram('cardlink_database_query_duration_seconds', {
  help: 'Database query execution time in seconds',
  labels: { operation, table },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
});
const dbOperations = legacy.counter('cardlink_database_operations_total', {
  help: 'Total number of database operations',
  labels: { operation, table, status: RESULT },
});
export const dbErrors = legacy.counter('cardlink_database_errors_total', {
  help: 'Total number of database errors',
  labels: { error_type: FAILURE_REASON, operation },
});
const application = legacy.info('cardlink_application_info', {
  help: 'CardLink application information',
  labels: { name: open(8), description: open(8) },
});

/** The program, its host and its database. */
export const cardlinkSystem: readonly Move[] = [
  moves(cpu, {
    'program.state': ({ cpuRatio }, metric) => {
      if (cpuRatio !== undefined) metric.set(cpuRatio * 100);
    },
  }),
  moves(memory, {
    'program.state': ({ residentBytes }, metric) => {
      if (residentBytes !== undefined) metric.set(residentBytes);
    },
  }),
  moves(disk, { 'program.disk': ({ path, usedBytes }, metric) => metric.set(usedBytes, { path }) }),
  moves(network, {
    'program.network': (data, metric) => metric.add(data.lengthBytes, { direction: data.direction, interface: data.interface }),
  }),
  moves(uptime, {
    'program.state': ({ uptimeSeconds }, metric) => {
      if (uptimeSeconds !== undefined) metric.set(uptimeSeconds);
    },
  }),
  moves(threads, {
    'program.state': (state, metric) => {
      if (state.threads !== undefined) metric.set(state.threads);
    },
  }),
  moves(dbActive, { 'db.active': ({ count }, metric) => metric.set(count) }),
  moves(dbDuration, {
    'db.query': (query, metric) => {
      if (query.seconds !== undefined) metric.observe(query.seconds, { operation: query.operation, table: query.table });
    },
  }),
  moves(dbOperations, {
    'db.query': (query, metric) => metric.inc({ operation: query.operation, table: query.table, status: resultOf(query.outcome) }),
  }),
  moves(dbErrors, {
    'db.query': (query, metric) => {
      if (query.outcome === 'failed') metric.inc({ error_type: query.reason ?? 'other', operation: query.operation });
    },
  }),
  movesFrom(application, () => {
    let shown: { readonly name: LabelText; readonly description: LabelText } | undefined;
    return {
      'program.started': ({ name, description }, metric) => {
        if (shown !== undefined) metric.clear(shown);
        shown = { name, description };
        metric.set(shown);
      },
    };
  }),
];
