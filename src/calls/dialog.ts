import type { TimelineEntry } from '../core/index.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import type { DialogFacts } from './dialog-facts.ts';
import { readBye, type Bye } from './bye.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { isSuccess, type Hop, type Round } from './round.ts';
import { readSessionTimer, type SessionTimer } from './session-timer.ts';
import { endsTransfer } from './transfer.ts';

/** An answered call once it is a dialog: who is in it, how it was confirmed and how it ended. */
export interface Dialog {
  /** The 2xx that made it, at the caller's side. */
  readonly answer: TimelineEntry;
  readonly calleeTag: number;
  /** The first ACK to the 2xx. Undefined when none was seen. */
  readonly ack: TimelineEntry | undefined;
  /** Undefined while no BYE was seen. */
  readonly bye: Bye | undefined;
  /** A 408 or 481 to a request within the dialog, which ends it (RFC 5057), unless after the 408 it goes on. */
  readonly broken: TimelineEntry | undefined;
  /** The BYE ends a transfer. */
  readonly isTransferred: boolean;
  readonly repeatedAnswers: number;
  /** When the callee gave up: it repeated its 2xx to the end, and neither an ACK nor anything else of the dialog was seen. */
  readonly abandonedAt: number | undefined;
  /** Undefined without a session timer, and when not all messages are known. */
  readonly sessionTimer: SessionTimer | undefined;
  readonly reinvites: number;
}

/** What of the conversation around it decides about a dialog. */
export interface DialogContext {
  /** Not all messages are known. */
  readonly isTruncated: boolean;
  /** When something that is no message, such as RTCP, last showed that it goes on, by arrival. */
  readonly renewedAt: number;
}

/** Reads the dialog of an answered round from what is known of its attempt. */
export function readDialog(
  facts: AttemptFacts,
  round: Round,
  answered: { readonly hop: Hop; readonly entry: TimelineEntry },
  { isTruncated, renewedAt }: DialogContext,
): Dialog {
  const callerTag = answered.entry.fromTag ?? 0;
  const answer = chooseAnswer(facts, answered);
  const calleeTag = answer.toTag ?? 0;
  const dialog = facts.dialog(callerTag, calleeTag);
  const bye = readBye(facts.byes, dialog.byes, answer);
  return {
    answer,
    calleeTag,
    ack: dialog.ack,
    bye,
    broken: calleeTag === 0 ? undefined : brokenBy(dialog, renewedAt),
    isTransferred: bye !== undefined && endsTransfer(dialog.transferWords, bye.first.at),
    repeatedAnswers: mostRepeated(round),
    abandonedAt: isTruncated || dialog.isKnown ? undefined : abandonedAt(round, answer, renewedAt),
    sessionTimer: isTruncated ? undefined : readSessionTimer(facts.successes, answer),
    reinvites: dialog.reinvites.length,
  };
}

/** Finds the answer that ended a dialog without a BYE (RFC 5057 5.1). After a 408 a dialog may go on. */
function brokenBy({ isKnown, gone, timedOut, spokenAt }: DialogFacts, renewedAt: number): TimelineEntry | undefined {
  const broken = isKnown ? (gone ?? timedOut) : undefined;
  const goesOn = broken?.status === 408 && (renewedAt > broken.receivedAt || spokenAt > broken.at);
  return goesOn ? undefined : broken;
}

/** A callee repeats its 2xx every 4 s until 64*T1 have passed (RFC 3261 13.3.1.4): the last repetitions may not have been captured. */
const REPEATED_TO_THE_END_SECONDS = 20;

function abandonedAt({ hops }: Round, { at, receivedAt }: TimelineEntry, renewedAt: number): number | undefined {
  if (renewedAt > receivedAt) return undefined;
  const isAbandoned = hops.some(({ lastSuccessAt }) => lastSuccessAt !== undefined && lastSuccessAt - at >= REPEATED_TO_THE_END_SECONDS);
  return isAbandoned ? at + REUSE_SECONDS : undefined;
}

/** How often the 2xx was repeated on the hop that shows most of it. */
function mostRepeated({ hops }: Round): number {
  let most = 0;
  for (const { repeatedSuccesses } of hops) if (repeatedSuccesses > most) most = repeatedSuccesses;
  return most;
}

/**
 * Of several 2xx of a fork the caller acknowledges all and keeps one (RFC 3261 13.2.2.4): of those whose To-tag was acknowledged the one whose dialog was ended last,
 * or not at all.
 */
function chooseAnswer(facts: AttemptFacts, { hop, entry }: { readonly hop: Hop; readonly entry: TimelineEntry }): TimelineEntry {
  const answers = hop.responses.filter(isSuccess);
  let chosen: TimelineEntry | undefined;
  let chosenEnd = Number.NEGATIVE_INFINITY;
  for (const tag of facts.ackTags) {
    const answer = answers.find((one) => one.toTag === tag);
    if (answer === undefined) continue;
    const [bye] = facts.dialog(entry.fromTag ?? 0, answer.toTag ?? 0).byes;
    const end = answers.length === 1 ? 0 : (bye?.at ?? Number.POSITIVE_INFINITY);
    if (end > chosenEnd) [chosen, chosenEnd] = [answer, end];
  }
  return chosen ?? entry;
}
