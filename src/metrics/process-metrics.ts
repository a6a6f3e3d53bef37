import { counter, gauge, histogram } from './declare/declare.ts';

/** What is measured of the process and of the event loop and the heap of a thread, as `ringscope/metrics/node` observes it. */
export const PROCESS_METRICS = {
  /** CPU time of the process since it started, all its threads together. */
  processCpuSecondsTotal: counter('process_cpu_seconds_total', {
    help: 'User and system CPU time that the process spent, in seconds.',
  }),
  processResidentMemoryBytes: gauge('process_resident_memory_bytes', {
    help: 'Resident memory of the process in bytes.',
  }),
  processOpenFds: gauge('process_open_fds', {
    help: 'Open file descriptors. Absent where the system does not tell.',
  }),
  processMaxFds: gauge('process_max_fds', {
    help: 'The most file descriptors that the process may open. Absent where the system does not tell or sets no limit.',
  }),
  processStartTimeSeconds: gauge('process_start_time_seconds', {
    help: 'When the process started, Unix time in seconds.',
  }),
  processUptimeSeconds: gauge('process_uptime_seconds', {
    help: 'Time since the process started, in seconds.',
  }),
  nodejsHeapUsedBytes: gauge('nodejs_heap_used_bytes', {
    help: 'JavaScript heap in use by the observed thread, in bytes.',
  }),
  nodejsHeapLimitBytes: gauge('nodejs_heap_limit_bytes', {
    help: 'The size that the JavaScript heap of the observed thread may reach, in bytes.',
  }),
  nodejsExternalMemoryBytes: gauge('nodejs_external_memory_bytes', {
    help: 'Memory outside of the JavaScript heap that objects of it hold, in bytes.',
  }),
  nodejsEventloopLagMeanSeconds: gauge('nodejs_eventloop_lag_mean_seconds', {
    help: 'Mean lateness of the event loop since the observation before, in seconds. Absent when nothing was measured.',
  }),
  nodejsEventloopLagP99Seconds: gauge('nodejs_eventloop_lag_p99_seconds', {
    help: '99th percentile of the lateness of the event loop since the observation before, in seconds. Absent when nothing was measured.',
  }),
  nodejsEventloopLagMaxSeconds: gauge('nodejs_eventloop_lag_max_seconds', {
    help: 'Greatest lateness of the event loop since the observation before, in seconds. Absent when nothing was measured.',
  }),
  nodejsEventloopUtilizationRatio: gauge('nodejs_eventloop_utilization_ratio', {
    help: 'Share of time that the event loop was busy since the observation before, 0 to 1.',
  }),
  /** The work of the garbage collector in the observed thread. The kinds and bounds are those that dashboards for Node know. */
  nodejsGcDurationSeconds: histogram('nodejs_gc_duration_seconds', {
    help: 'How long the garbage collector held up the observed thread, in seconds. weakcb: calling back for weak references.',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  }),
} as const;
