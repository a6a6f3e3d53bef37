import type { Incident } from './incidents.ts';

/** What is generated. */
export interface TrafficOptions {
  /** The same seed gives the same traffic. */
  readonly seed: number;
  /** When it begins, Unix seconds. */
  readonly from: number;
  /** When nothing begins any more. Absent: it never ends. */
  readonly to?: number;
  /** What would end behind `to` does not begin. */
  readonly isWhole?: boolean;
  /** Calls in an hour at the busiest time of the day. */
  readonly callsPerHour: number;
  readonly incidents: readonly Incident[];
  /** How far the clocks of the office are ahead of UTC; 0 when absent. */
  readonly offsetSeconds?: number;
}
