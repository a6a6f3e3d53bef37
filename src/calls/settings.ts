import type { LabelText, Private } from '../core/index.ts';

/** What an INVITE says beside its addresses, by which a trunk may be known. */
export interface TrunkSigns {
  /** In lower case: of the Request-URI where a call goes to, of From where it comes from. */
  readonly host?: string;
  /** User part of the Request-URI. */
  readonly user?: Private;
  /** The network itself sent it there. False: a stranger wrote what it says. */
  readonly isSentOn: boolean;
}

/** Names the trunk of an `address:port`. Without signs it is known by its address alone. Undefined: it is none of the configured ones. */
export type TrunkOf = (endpoint: string, signs?: TrunkSigns) => LabelText | undefined;

/** What is known of trunks at one time. */
export interface Trunks extends Pick<TrackerSettings, 'hasTrunks' | 'accessTrunks'> {
  readonly trunkOf: TrunkOf;
}

/** How the tracker decides. All times in seconds. */
export interface TrackerSettings {
  /** How long after its final answer, and again after its end, a call may still change before it is counted. */
  readonly settleSeconds: number;
  /** How long what is new of a call that goes on may wait before it is handed over. */
  readonly provisionalSeconds: number;
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
  /** The trunks that lead to phones and offices of one's own; all others lead to carriers. */
  readonly accessTrunks: ReadonlySet<string>;
}

/** The values for live traffic. */
export const DEFAULT_TRACKER_SETTINGS: TrackerSettings = {
  settleSeconds: 2,
  provisionalSeconds: 1,
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
  accessTrunks: new Set(),
};
