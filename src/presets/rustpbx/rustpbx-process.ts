import { moves, movesFrom, type EventOfType, type LabelText, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS } from './rustpbx-words.ts';

/** A query that takes longer is slow. */
const SLOW_SECONDS = 0.1;
const op = open(64);

const info = legacy.gauge('rustpbx_info', { help: 'Always 1; carries the build version label', labels: { version: open(8) } });
const cpuSeconds = legacy.counter('rustpbx_process_cpu_seconds_total', { help: 'Processor time of the process' });
const opened = legacy.counter('rustpbx_websocket_connections_total', { help: 'Total WebSocket connections established' });
const closed = legacy.counter('rustpbx_websocket_disconnections_total', { help: 'Total WebSocket disconnections' });
export const openNow = legacy.gauge('rustpbx_websocket_connections_active', { help: 'Current active WebSocket connections' });
export const queryLatency = legacy.histogram('rustpbx_db_query_latency_seconds', {
  help: 'What database operations took',
  labels: { op },
  buckets: SECONDS,
});
const slowQueries = legacy.counter('rustpbx_db_slow_query_total', {
  help: 'Database operations that took longer than the threshold',
  labels: { op, threshold_ms: ['100'] },
});

/** A figure that the process tells of itself. */
function figure(name: string, help: string, read: (state: EventOfType<'program.state'>) => number | undefined): Move {
  return moves(legacy.gauge(name, { help }), {
    'program.state': (state, metric) => {
      const value = read(state);
      if (value !== undefined) metric.set(value);
    },
  });
}

/** The process, its database and its WebSockets. */
export const rustpbxProcess: readonly Move[] = [
  movesFrom(info, () => {
    let shown: LabelText | undefined;
    return {
      'program.started': ({ version }, metric) => {
        if (shown !== undefined) metric.clear({ version: shown });
        shown = version;
        metric.set(1, { version });
      },
    };
  }),
  figure('rustpbx_process_uptime_seconds', 'Process uptime in seconds', ({ uptimeSeconds }) => uptimeSeconds),
  figure('rustpbx_process_resident_memory_bytes', 'Process resident memory in bytes', ({ residentBytes }) => residentBytes),
  figure('rustpbx_process_open_fds', 'Number of open file descriptors', ({ openFiles }) => openFiles),
  figure('rustpbx_network_connections', 'Number of active network connections', ({ connections }) => connections),
  movesFrom(cpuSeconds, () => {
    let before = 0;
    return {
      'program.state': ({ cpuSeconds: now }, metric) => {
        if (now === undefined) return;
        // The process began anew when it says less than before.
        metric.add(now >= before ? now - before : now);
        before = now;
      },
    };
  }),
  moves(opened, { 'websocket.opened': (_, metric) => metric.inc() }),
  moves(closed, { 'websocket.closed': (_, metric) => metric.inc() }),
  moves(openNow, { 'websocket.active': ({ count }, metric) => metric.set(count) }),
  moves(queryLatency, {
    'db.query': ({ operation, seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds, { op: operation });
    },
  }),
  moves(slowQueries, {
    'db.query': ({ operation, seconds = 0 }, metric) => {
      if (seconds > SLOW_SECONDS) metric.inc({ op: operation, threshold_ms: '100' });
    },
  }),
];
