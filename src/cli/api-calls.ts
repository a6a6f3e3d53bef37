import { TeleError, type LatencyRecord, type TimelineEntry } from '../core/index.ts';
import type { Ladder, PresentedCall } from '../server/index.ts';

/** A page of calls as the API answers it. */
export interface CallPageBody {
  readonly calls: readonly PresentedCall[];
  readonly nextCursor?: string;
  readonly isPartial?: boolean;
}

/** One call with its messages, and the other calls of the same Call-ID. */
export interface CallBody {
  readonly verdict: string;
  readonly similar: number;
  readonly calls: readonly {
    readonly call: PresentedCall;
    readonly timeline: readonly TimelineEntry[];
    /** What the stages of its voice agent took. Absent in the answer of an older server. */
    readonly stages?: readonly Pick<LatencyRecord, 'at' | 'stage' | 'seconds'>[];
    /** Its trace, and where it is shown. Absent in the answer of an older server. */
    readonly traceId?: string;
    readonly traceUrl?: string;
    /** What is odd about it. */
    readonly notes: readonly string[];
    /** The messages as they are drawn. */
    readonly ladder: Ladder;
  }[];
}

/** The body of the list of calls. Throws when it is something else. */
export function asCallPage(body: unknown): CallPageBody {
  // The list is what makes it one; its fields are those of the server's declarations.
  if (hasCalls(body)) return body as CallPageBody;
  throw notOurs();
}

/** The body of one call. Throws when it is something else. */
export function asCallBody(body: unknown): CallBody {
  if (hasCalls(body) && 'verdict' in body && typeof body.verdict === 'string') return body as CallBody;
  throw notOurs();
}

function hasCalls(body: unknown): body is object {
  return typeof body === 'object' && body !== null && 'calls' in body && Array.isArray(body.calls);
}

function notOurs(): TeleError {
  return new TeleError('SERVER_UNREACHABLE', 'What answered is no ringscope server of this version.');
}
