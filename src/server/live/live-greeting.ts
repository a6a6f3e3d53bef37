import type { LiveCounts } from './live-batch.ts';
import { liveId, readLiveId } from './live-id.ts';
import type { LiveRing } from './live-ring.ts';
import { eventText } from './live-reader.ts';

/** After so long a client asks again when its connection has ended. */
const RETRY_MS = 1000;

/** The server that greets. */
export interface LiveServer {
  /** Which start of the server this is: eight hex digits. */
  readonly boot: string;
  readonly version: string;
  readonly startedAt: number;
  readonly now: () => number;
}

/** What a reader hears first, and after which change he goes on. */
export interface Greeting {
  readonly cursor: number;
  readonly said: string;
}

/** Who answers, and what of what was asked for is gone. `after`: whatever was sent as the id of the last event. */
export function greet(after: string | undefined, ring: LiveRing, counts: LiveCounts | undefined, server: LiveServer): Greeting {
  const { boot, version, startedAt, now } = server;
  const { cursor, gap } = placeOf(after, ring, boot);
  const hello = { server: boot, version, at: now(), startedAt, position: ring.last, ...(counts === undefined ? {} : { counts }) };
  const id = liveId(boot, cursor);
  return {
    cursor,
    said: `retry: ${RETRY_MS}\n${eventText('hello', hello, id)}${gap === undefined ? '' : eventText('gap', gap, id)}`,
  };
}

/** `missed`: how many changes of all calls are gone. */
function placeOf(
  after: string | undefined,
  { floor, last }: LiveRing,
  boot: string,
): { readonly cursor: number; readonly gap?: { readonly reason: string; readonly missed?: number } } {
  if (after === undefined || after === '') return { cursor: last };
  const asked = readLiveId(after);
  if (asked === undefined || (asked.boot === boot && asked.position > last)) return { cursor: last, gap: { reason: 'unknown_id' } };
  if (asked.boot !== boot) return { cursor: floor, gap: { reason: 'restarted', missed: floor } };
  if (asked.position >= floor) return { cursor: asked.position };
  return { cursor: floor, gap: { reason: 'gone', missed: floor - asked.position } };
}
