import type { Private, StoredCall, StoredPrivate } from '../core/index.ts';
import { withdrawCall, type Advance } from './life-cycle.ts';
import type { ActiveTally } from './active-tally.ts';
import { keepOnly, type Conversation } from './conversation.ts';
import type { ReportedCall } from './reported-call.ts';

/** Somebody whose calls are to be forgotten. */
export interface Person {
  /** Whether a value off the wire names him. */
  isNamedBy(secret: Private): boolean;
  /** Whether a value off the wire is a number with the end that his has. */
  hasEndOf(secret: Private): boolean;
  /** Whether what is kept of the end of a number may be of his. */
  hasEnd(end: string): boolean;
  /** Whether a value of the store names him. */
  isStoredAs(stored: StoredPrivate): boolean;
}

/** How long what comes late is still told from something new, once the end of a forgotten call was seen. */
const LATE_SECONDS = 64;

/** Whether either side of a call is this person. */
export function isSideOf(person: Person, { caller, callee }: { readonly caller?: Private; readonly callee?: Private }): boolean {
  return (caller !== undefined && person.isNamedBy(caller)) || (callee !== undefined && person.isNamedBy(callee));
}

/** The same of a stored call. */
export function isStoredSideOf(person: Person, { caller, callee }: StoredCall): boolean {
  return (caller !== undefined && person.isStoredAs(caller)) || (callee !== undefined && person.isStoredAs(callee));
}

/**
 * Forgets everything of a conversation in which a person is a side. What still comes of a forgotten call is passed over until the call is over, so that it is not
 * written again; `seconds` is how long it may be silent. Calls of the same Call-ID with other sides are ended. A registration is forgotten alone: the next one is new.
 * True when the person is a side of it.
 */
export function forgetConversation(
  conversation: Conversation,
  person: Person,
  seconds: number,
  tally: ActiveTally,
  step: Advance,
): boolean {
  const { seen, adopted, calls } = conversation;
  const isMeant =
    seen.read().some(({ notes }) => notes?.people !== undefined && isSideOf(person, notes.people)) ||
    adopted.some((one) => isStoredSideOf(person, one));
  if (!isMeant) {
    conversation.people.forgetEnds(person);
    return false;
  }
  for (const state of calls) if (state.record === undefined || !isSideOf(person, state.record)) withdrawCall(state, step);
  const isCall = calls.length > 0 || adopted.length > 0 || seen.read().some(({ entry }) => entry.method === 'INVITE');
  for (const { told } of calls) if (told !== undefined) passOver(told, step.now + seconds);
  for (const state of calls) tally.leave(state);
  keepOnly(conversation, () => false);
  conversation.calls = [];
  conversation.adopted = [];
  conversation.people.forget();
  conversation.isSettled = true;
  if (isCall) conversation.forgottenUntil = step.now + seconds;
  else conversation.isOver = true;
  return true;
}

/** What a program tells of a forgotten call is passed over as well. */
function passOver(told: ReportedCall, until: number): void {
  told.forgottenUntil = until;
  told.reports.length = 0;
  told.people.forget();
}

/** Until when what comes of a forgotten call is passed over, after another message or report of it. */
export function stillForgotten(receivedAt: number, isEnd: boolean, seconds: number): number {
  return receivedAt + (isEnd ? LATE_SECONDS : seconds);
}
