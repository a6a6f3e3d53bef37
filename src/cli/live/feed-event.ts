import type { LiveCounts, PresentedCall } from '../../server/index.ts';
import type { SentEvent } from './sent-events.ts';

/** How far a call is. */
export type FeedStage = 'begun' | 'ringing' | 'answered' | 'ended' | 'settled';

/** What the live feed of a server tells, and how the connection to it is. */
export type FeedEvent =
  | { readonly event: 'hello'; readonly server: string; readonly version: string; readonly startedAt: number; readonly counts?: LiveCounts }
  | { readonly event: 'call'; readonly stage: FeedStage; readonly call: PresentedCall }
  | { readonly event: 'left'; readonly id: string }
  | ({ readonly event: 'counts' } & LiveCounts)
  /** So many changes are lost: the reader or the server was too slow. */
  | { readonly event: 'overflow'; readonly missed: number }
  /** What happened while there was no connection is gone, all or some of it. */
  | Gap
  /** The server stops. */
  | { readonly event: 'bye' }
  /** There is no connection: it is tried again. */
  | { readonly event: 'lost'; readonly at: number; readonly reason: string };

/** What happened while there was no connection is gone, all or some of it. */
export interface Gap {
  readonly event: 'gap';
  readonly reason: 'gone' | 'restarted' | 'unknown_id';
  /** Changes that nobody can tell any more, of those that the server knows of. */
  readonly missed?: number;
  /** When the last event before came, and the first one after. Unix seconds by the clock of this machine. */
  readonly since: number;
  readonly until: number;
  /** The server had told everything before it stopped. */
  readonly isWholeBefore: boolean;
}

/** What comes as it is; a gap gets its times from who reads. */
const KNOWN: ReadonlySet<string> = new Set(['hello', 'call', 'left', 'counts', 'overflow', 'gap', 'bye']);

/** An event of the feed. Undefined for one that this program does not know: a newer server may tell more. Throws for what is no JSON. */
export function feedEvent({ name, data }: SentEvent): FeedEvent | undefined {
  const body: unknown = JSON.parse(data);
  if (!KNOWN.has(name) || typeof body !== 'object' || body === null) return undefined;
  // Its fields are those of the server's declarations.
  return { ...body, event: name } as FeedEvent;
}
