import { CONNECTION_TIMES, type ConnectionTimes } from '../metrics-node/index.ts';

/** Intervals and limits of time of a server. No settings, for no operator has a reason to change them; a test gives shorter ones. */
export interface Intervals {
  /** Interval of the samplings of metrics, on whole multiples of the clock. */
  readonly sampleSeconds: number;
  /** Interval of the reports of main to the http thread, and of its pings of each thread. */
  readonly reportMs: number;
  /** Time without an answer after which a thread is reported as blocked: no batch and no scrape takes so long. */
  readonly stillSeconds: number;
  /** Interval at which the metrics of a preset that are computed from the store are computed anew, or longer where that takes long. */
  readonly figureMs: number;
  /** Interval at which the query thread checks for deleted files. */
  readonly refreshMs: number;
  /** Time from the end of a call to its trace, so that late events of it are part of the trace. */
  readonly traceAfterSeconds: number;
  /** Time for which a stop waits for the store to take everything. */
  readonly drainSeconds: number;
  /** Limits of HTTP connections. */
  readonly connections: ConnectionTimes;
  /** A client that takes no chunk of 64 KiB of an export for so long is cut off: the slowest one that reads at all takes one within seconds. */
  readonly exportStallSeconds: number;
}

/** Intervals of the product. */
export const INTERVALS: Intervals = {
  sampleSeconds: 10,
  reportMs: 1000,
  figureMs: 5000,
  stillSeconds: 10,
  refreshMs: 1000,
  traceAfterSeconds: 15,
  drainSeconds: 10,
  connections: CONNECTION_TIMES,
  exportStallSeconds: 30,
};
