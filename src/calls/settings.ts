import type { LabelText } from '../core/index.ts';

/** Names the trunk of an `address:port`. Undefined: it is none of the configured ones. */
export type TrunkOf = (endpoint: string) => LabelText | undefined;

/** What is known of trunks at one time. */
export interface Trunks {
  readonly trunkOf: TrunkOf;
  /** As in the settings. */
  readonly hasTrunks: boolean;
}

/** How the tracker decides. All times in seconds. */
export interface TrackerSettings {
  /** How long after its final answer, and again after its end, a call may still change before it is counted. */
  readonly settleSeconds: number;
  /** How long a challenged, redirected or refused-timer INVITE waits for the caller's next try. */
  readonly challengeSeconds: number;
  /** When an answered call without session timer and without any message is given up. */
  readonly sweepAnsweredSeconds: number;
  /** When a call without final answer and without any message is given up. */
  readonly sweepUnansweredSeconds: number;
  /** Seconds of silence after which every call of a source is given up, by source; the two above count for all others. */
  readonly sweepSources: ReadonlyMap<string, number>;
  /** The most conversations (Call-IDs) kept at once. */
  readonly maxCalls: number;
  /** The most messages kept of all conversations together. */
  readonly maxMessages: number;
  /** The most messages kept of one conversation. */
  readonly maxTimeline: number;
  /** Addresses of the capture agents themselves, `address` or `address:port`, beside the learned ones. */
  readonly ownAddresses: readonly string[];
  /** Dialled numbers that are emergency calls, beside urn:service:sos. */
  readonly emergencyNumbers: readonly string[];
  /** Whether any trunk is configured: without one the direction of a call is unknown. */
  readonly hasTrunks: boolean;
}

/** The values for live traffic. */
export const DEFAULT_TRACKER_SETTINGS: TrackerSettings = {
  settleSeconds: 2,
  challengeSeconds: 32,
  sweepAnsweredSeconds: 12 * 3600,
  sweepUnansweredSeconds: 300,
  sweepSources: new Map(),
  maxCalls: 50_000,
  maxMessages: 1_000_000,
  maxTimeline: 512,
  ownAddresses: [],
  emergencyNumbers: [],
  hasTrunks: false,
};
