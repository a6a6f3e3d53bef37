import type { Unit } from '../panel.ts';

/** What Grafana calls a unit. */
export const UNIT_NAME: { readonly [U in Unit]: string } = {
  count: 'short',
  perSecond: 'cps',
  ratio: 'percentunit',
  percent: 'percent',
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'bytes',
  megabytes: 'decmbytes',
  bytesPerSecond: 'Bps',
  cores: 'none',
  dBm: 'dBm',
  dB: 'dB',
  score: 'none',
  state: 'none',
};
