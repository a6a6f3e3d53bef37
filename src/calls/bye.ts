import { present, type TimelineEntry } from '../core/index.ts';
import { isSuccess } from './round.ts';
import { isFinal, isRequest, type Sight } from './seen.ts';

/** How a dialog was ended by BYE. */
export interface Bye {
  /** The first BYE of this dialog, nearest the answer's vantage. */
  readonly first: TimelineEntry;
  /** Every sight of BYEs in this dialog, for telling who sent the one that ended it. */
  readonly sights: readonly TimelineEntry[];
  /** The final answer to the last BYE of the same sender, on its own hop: after a challenge he sends it again. Absent when none was seen. */
  readonly answer?: TimelineEntry;
  /** That answer, when it is a 2xx (RFC 6076 4.4). */
  readonly confirmation?: TimelineEntry;
  /** The last BYE was answered on some hop, and not with 408 (RFC 6076 4.9). */
  readonly isAnswered: boolean;
  /** When it was last sent, by arrival, and whether that was a repetition. */
  readonly lastSentAt: number;
  readonly isRepeated: boolean;
}

/** Reads the end of the dialog from its BYEs, each once per hop, and from all BYEs of the attempt with what answered them. Undefined without any. */
export function readBye(sights: readonly Sight[], byes: readonly TimelineEntry[], agent: string): Bye | undefined {
  const first = byes.find((entry) => entry.agent === agent) ?? byes[0];
  if (first === undefined) return undefined;
  const last = byes.filter((entry) => entry.fromTag === first.fromTag && entry.agent === first.agent).reduce(later, first);
  const own = sights.filter(({ entry }) => entry.cseq === last.cseq && isOfSender(entry, last));
  const finals = own.filter(({ entry, kind }) => kind === 'first' && isFinal(entry));
  const answer = finals.find(({ branch }) => branch === (last.branches[0] ?? 0))?.entry;
  const repeats = own.filter(({ entry, kind }) => kind === 'retransmission' && isRequest(entry));
  return {
    first,
    sights: byes,
    ...present({ answer, confirmation: answer !== undefined && isSuccess(answer) ? answer : undefined }),
    isAnswered: finals.some(({ entry }) => entry.status !== 408),
    lastSentAt: Math.max(last.receivedAt, ...repeats.map(({ entry }) => entry.receivedAt)),
    isRepeated: repeats.length > 0,
  };
}

function later(one: TimelineEntry, two: TimelineEntry): TimelineEntry {
  return two.cseq > one.cseq ? two : one;
}

/** An answer has the From of its request. */
function isOfSender(entry: TimelineEntry, bye: TimelineEntry): boolean {
  return (entry.fromTag ?? bye.fromTag) === bye.fromTag;
}
