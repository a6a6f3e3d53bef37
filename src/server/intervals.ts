import { CONNECTION_TIMES, type ConnectionTimes } from '../metrics-node/index.ts';

/** Times that pass in a server by themselves. No settings, for no operator has a reason to change them; a test gives shorter ones. */
export interface Intervals {
  /** From one sampling of metrics to the next, on whole multiples of the clock. */
  readonly sampleSeconds: number;
  /** From one report of main to the http thread to the next, and from one ask of each thread whether it answers to the next. */
  readonly reportMs: number;
  /** A thread that has not answered for so long stands still: no batch and no scrape takes so long. */
  readonly stillSeconds: number;
  /** From one look of the query thread for files that were deleted to the next. */
  readonly refreshMs: number;
  /** How long after a call was over its trace is made, so that what is told late of it is in. */
  readonly traceAfterSeconds: number;
  /** How long a stop waits for the store to take everything. */
  readonly drainSeconds: number;
  /** Those of connections of HTTP. */
  readonly connections: ConnectionTimes;
  /** A client that takes no chunk of 64 KiB of an export for so long is cut off: the slowest one that reads at all takes one within seconds. */
  readonly exportStallSeconds: number;
}

/** Those of the product. */
export const INTERVALS: Intervals = {
  sampleSeconds: 10,
  reportMs: 1000,
  stillSeconds: 10,
  refreshMs: 1000,
  traceAfterSeconds: 15,
  drainSeconds: 10,
  connections: CONNECTION_TIMES,
  exportStallSeconds: 30,
};
