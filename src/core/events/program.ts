import { event } from '../event.ts';
import { field } from '../field.ts';
import { DATA_DIRECTION } from '../success-words.ts';
import { told, UNKNOWN } from './origin.ts';

export const programStarted = event('program.started', 'A program began to tell of itself.', {
  ...told,
  name: field.label().orElse(UNKNOWN),
  version: field.label().orElse(UNKNOWN),
  description: field.label().orElse(UNKNOWN),
});

export const programState = event('program.state', 'What a program takes of its host. A figure that nobody told is absent.', {
  ...told,
  uptimeSeconds: field.seconds().optional(),
  cpuRatio: field.number().optional().describe('Cores in use: 1 is one whole core.'),
  cpuSeconds: field.seconds().optional().describe('Time on all cores since the start.'),
  residentBytes: field.bytes().optional(),
  openFiles: field.count().optional().describe('Open file descriptors.'),
  threads: field.count().optional(),
  connections: field.count().optional().describe('Open network connections.'),
});

export const programDisk = event('program.disk', 'What a part of the disk holds.', {
  ...told,
  path: field.label().describe('The mount point or folder by configuration.'),
  usedBytes: field.bytes(),
  freeBytes: field.bytes().optional().describe('Absent when nobody told.'),
});

export const programNetwork = event('program.network', 'Bytes over a network interface since the last such event.', {
  ...told,
  interface: field.label(),
  direction: field.oneOf(DATA_DIRECTION),
  lengthBytes: field.bytes(),
});

export const programLabelRefused = event('program.label_refused', 'A label of a metric was not declared, and left out.', {
  ...told,
  metric: field.label(),
  key: field.label(),
});

export const programSampleDropped = event('program.sample_dropped', 'A sample of a metric was lost because too many waited.', {
  ...told,
  metric: field.label(),
  count: field.count().orElse(1),
});
