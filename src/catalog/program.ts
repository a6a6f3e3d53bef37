import { catalog, DATA_DIRECTION, moves } from '../core/index.ts';
import { counter, gauge, open } from '../metrics/index.ts';

const source = open(32);

export const programStarts = counter('telephony_program_starts_total', {
  help: 'Times that a program began to tell of itself, by name and version.',
  labels: { name: open(32), version: open(32) },
});

export const programUptime = gauge('telephony_program_uptime_seconds', {
  help: 'How long a program has been running, in seconds. Absent until it tells, as all below.',
  labels: { source },
});

export const programCpu = gauge('telephony_program_cpu_cores', {
  help: 'Cores that a program uses: 1 is one whole core.',
  labels: { source },
});

export const programCpuSeconds = gauge('telephony_program_cpu_seconds', {
  help: 'Time that a program took of all cores since its start, in seconds.',
  labels: { source },
});

export const programMemory = gauge('telephony_program_resident_bytes', {
  help: 'Memory that a program holds, in bytes.',
  labels: { source },
});

export const programFiles = gauge('telephony_program_open_files', { help: 'Open file descriptors of a program.', labels: { source } });

export const programThreads = gauge('telephony_program_threads', { help: 'Threads of a program.', labels: { source } });

export const programConnections = gauge('telephony_program_connections', {
  help: 'Open network connections of a program.',
  labels: { source },
});

export const programDisk = gauge('telephony_program_disk_bytes', {
  help: 'Bytes of a part of the disk that programs look at, used and free. A figure that nobody told is absent.',
  labels: { path: open(32), state: ['used', 'free'] },
});

export const programNetwork = counter('telephony_program_network_bytes_total', {
  help: 'Bytes over network interfaces that programs look at.',
  labels: { interface: open(32), direction: DATA_DIRECTION },
});

export const labelsRefused = counter('telephony_program_labels_refused_total', {
  help: 'Labels of metrics of programs that were not declared and left out.',
  labels: { metric: open(128), key: open(64) },
});

export const samplesDropped = counter('telephony_program_samples_dropped_total', {
  help: 'Samples of metrics of programs that were lost because too many waited.',
  labels: { metric: open(128) },
});

/** What programs tell of themselves; ringscope's own process has metrics of its own. */
export const programCatalog = catalog('program', [
  moves(programStarts, { 'program.started': ({ name, version }, metric) => metric.inc({ name, version }) }),
  moves(programUptime, {
    'program.state': ({ source, uptimeSeconds }, metric) => {
      if (uptimeSeconds !== undefined) metric.set(uptimeSeconds, { source });
    },
  }),
  moves(programCpu, {
    'program.state': ({ source, cpuRatio }, metric) => {
      if (cpuRatio !== undefined) metric.set(cpuRatio, { source });
    },
  }),
  moves(programCpuSeconds, {
    'program.state': ({ source, cpuSeconds }, metric) => {
      if (cpuSeconds !== undefined) metric.set(cpuSeconds, { source });
    },
  }),
  moves(programMemory, {
    'program.state': ({ source, residentBytes }, metric) => {
      if (residentBytes !== undefined) metric.set(residentBytes, { source });
    },
  }),
  moves(programFiles, {
    'program.state': ({ source, openFiles }, metric) => {
      if (openFiles !== undefined) metric.set(openFiles, { source });
    },
  }),
  moves(programThreads, {
    'program.state': ({ source, threads }, metric) => {
      if (threads !== undefined) metric.set(threads, { source });
    },
  }),
  moves(programConnections, {
    'program.state': ({ source, connections }, metric) => {
      if (connections !== undefined) metric.set(connections, { source });
    },
  }),
  moves(programDisk, {
    'program.disk': ({ path, usedBytes, freeBytes }, metric) => {
      metric.set(usedBytes, { path, state: 'used' });
      if (freeBytes !== undefined) metric.set(freeBytes, { path, state: 'free' });
    },
  }),
  moves(programNetwork, {
    'program.network': (one, metric) => metric.add(one.lengthBytes, { interface: one.interface, direction: one.direction }),
  }),
  moves(labelsRefused, { 'program.label_refused': ({ metric: refused, key }, metric) => metric.inc({ metric: refused, key }) }),
  moves(samplesDropped, { 'program.sample_dropped': ({ metric: dropped, count }, metric) => metric.add(count, { metric: dropped }) }),
]);
