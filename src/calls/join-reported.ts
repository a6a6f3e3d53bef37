import { isOfOneTime } from '../core/index.ts';
import { chooseCaptured, type CapturedCall } from './captured-call.ts';
import type { ConversationTable } from './conversation-table.ts';
import { keyOf, type Conversation } from './conversation.ts';
import { spanOf, type ReportedCall } from './reported-call.ts';
import type { ReportedTable } from './reported-table.ts';

/** What reported calls need to know of captured ones. */
export type CapturedCalls = Pick<ConversationTable, 'candidates' | 'isFirstLeg'>;

/** How long what a program tells waits for a call that is captured and that nobody has looked at. */
const UNDECIDED_SECONDS = 5;

/** Finds the other halves of calls that programs tell of. */
export class ReportedJoins {
  readonly #table: ReportedTable;
  readonly #captured: CapturedCalls;

  constructor(table: ReportedTable, captured: CapturedCalls) {
    this.#table = table;
    this.#captured = captured;
  }

  /** Until when what comes of a call with this Call-ID is passed over. Undefined: it is not. */
  forgottenUntil(callId: string, key: string): number | undefined {
    return this.#captured.candidates(callId, key).forgottenUntil;
  }

  /** Makes a reported call a half of a captured one. */
  join(call: ReportedCall, captured: CapturedCall): void {
    call.captured = captured;
    call.isContinued = captured.isTold && captured.told === undefined;
    call.isDirty = true;
    captured.told = call;
    this.#table.join(call);
  }

  /** Finds out whether a call is captured, once: one that is captured later finds it. True while that cannot be said. */
  isUndecided(call: ReportedCall, now: number): boolean {
    if (call.captured !== undefined || call.isOffered || call.forgottenUntil !== undefined) return false;
    const candidates = this.#captured.candidates(call.callId, call.key);
    const span = spanOf(call);
    const half = chooseCaptured(candidates, span);
    const isClear = half !== undefined && !candidates.isLegUnread && (half.endedAt === undefined || (span.offeredAt ?? 0) <= half.endedAt);
    // What is not read yet may be the next call with this Call-ID, or a leg that began before the one that was.
    if (!isClear && candidates.isUnread && now < call.lastReceivedAt + UNDECIDED_SECONDS) return true;
    if (half !== undefined) this.join(call, half);
    return false;
  }

  /** The call that a program has told of and that now turns out to be captured, if there is one. */
  claim(conversation: Conversation, startedAt: number): ReportedCall | undefined {
    const own = keyOf(conversation);
    const begun = { startedAt, endedAt: undefined };
    for (const key of [own, ...conversation.aliasKeys]) {
      const call = this.#table.get(key);
      if (call === undefined || call.captured !== undefined || call.forgottenUntil !== undefined) continue;
      if (isOfOneTime(begun, spanOf(call)) && (key === own || this.#captured.isFirstLeg(key, conversation))) return call;
    }
    return undefined;
  }
}
