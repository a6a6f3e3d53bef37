import type { TimelineEntry } from '../core/index.ts';
import { isSuccess } from './round.ts';
import { isFinal, isRequest, type Sight } from './seen.ts';

/** How a dialog was ended by BYE. */
export interface Bye {
  /** The first BYE of this dialog, nearest the answer's vantage. */
  readonly first: TimelineEntry;
  /** The same BYE where it passed what the 2xx did, so that both have one clock and one place. */
  readonly passing: TimelineEntry;
  /** Every sight of BYEs in this dialog, for telling who sent the one that ended it. */
  readonly sights: readonly TimelineEntry[];
  /** The final answer to the last BYE of the same sender, on its own hop: after a challenge he sends it again. Undefined when none was seen. */
  readonly answer: TimelineEntry | undefined;
  /** That answer, when it is a 2xx (RFC 6076 4.4). */
  readonly confirmation: TimelineEntry | undefined;
  /** The last BYE was answered on some hop, and not with 408 (RFC 6076 4.9). */
  readonly isAnswered: boolean;
  /** When it was last sent, by arrival, and whether that was a repetition. */
  readonly lastSentAt: number;
  readonly isRepeated: boolean;
}

/** Reads the end of the dialog from its BYEs, each once per hop, and from all BYEs of the attempt with what answered them. Undefined without any. */
export function readBye(sights: readonly Sight[], byes: readonly TimelineEntry[], answer: TimelineEntry): Bye | undefined {
  const first = byes.find((entry) => entry.agent === answer.agent) ?? byes[0];
  if (first === undefined) return undefined;
  const passing = byes.find((entry) => isSameRequest(entry, first) && entry.agent === first.agent && passesWith(entry, answer)) ?? first;
  const { answer: final, confirmation, isAnswered, lastSentAt, isRepeated } = readAnswers(sights, lastOf(first, byes));
  return { first, passing, sights: byes, answer: final, confirmation, isAnswered, lastSentAt, isRepeated };
}

function isSameRequest(one: TimelineEntry, other: TimelineEntry): boolean {
  return one.fromTag === other.fromTag && one.cseq === other.cseq;
}

/** Whether a BYE goes between the two hosts that the 2xx went between, in either direction. */
function passesWith(bye: TimelineEntry, answer: TimelineEntry): boolean {
  const [from, to] = [hostOf(answer.src), hostOf(answer.dst)];
  const [src, dst] = [hostOf(bye.src), hostOf(bye.dst)];
  return (src === from && dst === to) || (src === to && dst === from);
}

/** The address without its port: a connection for requests has another one than that for answers. */
function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}

/** What came of the last BYE. */
function readAnswers(sights: readonly Sight[], last: TimelineEntry): Omit<Bye, 'first' | 'passing' | 'sights'> {
  let answer: TimelineEntry | undefined;
  let isAnswered = false;
  let isRepeated = false;
  let lastSentAt = last.receivedAt;
  for (const { entry, kind, branch } of sights) {
    if (entry.cseq !== last.cseq || !isOfSameBye(entry, last)) continue;
    if (kind === 'first' && isFinal(entry)) {
      if (branch === topBranch(last)) answer ??= entry;
      isAnswered ||= entry.status !== 408;
    } else if (kind === 'retransmission' && isRequest(entry)) {
      isRepeated = true;
      lastSentAt = Math.max(lastSentAt, entry.receivedAt);
    }
  }
  return { answer, confirmation: confirmed(answer), isAnswered, lastSentAt, isRepeated };
}

function confirmed(answer: TimelineEntry | undefined): TimelineEntry | undefined {
  return answer !== undefined && isSuccess(answer) ? answer : undefined;
}

function topBranch({ branches }: TimelineEntry): number {
  return branches[0] ?? 0;
}

/** The last BYE of the sender of the first one, as the same agent saw it. */
function lastOf(first: TimelineEntry, byes: readonly TimelineEntry[]): TimelineEntry {
  let last = first;
  for (const entry of byes) if (entry.cseq > last.cseq && entry.fromTag === first.fromTag && entry.agent === first.agent) last = entry;
  return last;
}

/** An answer has the From and the To of its request: another dialog of a fork may count the same CSeq (RFC 3261 12). */
function isOfSameBye(entry: TimelineEntry, bye: TimelineEntry): boolean {
  return (entry.fromTag ?? bye.fromTag) === bye.fromTag && (entry.toTag ?? bye.toTag) === bye.toTag;
}
