import { isOfOneTime, type ToldSpan } from '../core/index.ts';
import type { ReportedCall } from './reported-call.ts';
import type { Stage } from './conversation.ts';

/** A captured call as far as what a program tells of it needs it. */
export interface CapturedCall {
  readonly id: string;
  readonly stage: Stage;
  readonly startedAt: number;
  /** Undefined while it is not over. */
  readonly endedAt: number | undefined;
  /** What a program told of it was handed over. */
  isTold: boolean;
  /** Who tells of it. */
  told: ReportedCall | undefined;
}

/** The captured calls that an id leads to. */
export interface Candidates {
  /** Those whose Call-ID it is. */
  readonly byCallId: readonly CapturedCall[];
  /** Those whose messages carry it in a header. */
  readonly byAlias: readonly CapturedCall[];
  /** There is a leg, of those that carry it, that nobody has looked at yet. */
  readonly isLegUnread: boolean;
  /** There is one of either kind of which nobody has looked at all. */
  readonly isUnread: boolean;
  /** Until when what comes of a call with this Call-ID is passed over. Undefined: it is not. */
  readonly forgottenUntil: number | undefined;
}

/**
 * The captured call that a program tells of: the newest with this Call-ID, else the one that began first of those that carry the id, which is the leg nearest the
 * caller of a B2BUA that hands it on. An id that is used again after the end of a call is that of another one.
 */
export function chooseCaptured({ byCallId, byAlias }: Candidates, span: ToldSpan): CapturedCall | undefined {
  const fits = (call: CapturedCall): boolean => isOfOneTime(call, span);
  return byCallId.filter(fits).toSorted(byStart).at(-1) ?? byAlias.filter(fits).toSorted(byStart)[0];
}

function byStart(a: CapturedCall, b: CapturedCall): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}
