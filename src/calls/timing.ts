import { secondsBetween, type TimelineEntry } from '../core/index.ts';
import { callerHop, isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';
import type { Dialog } from './dialog.ts';

/** A duration that can come out negative when clocks disagree; it is then undefined and named in `inverted`. */
export type DurationName = 'srd' | 'pdd' | 'ring' | 'early_media' | 'setup' | 'talk' | 'sdd';

/** The durations of a call, in seconds (RFC 6076). Each is undefined when one of its ends was not seen. */
export interface Timing {
  readonly srdSeconds: number | undefined;
  readonly firstSrdSeconds: number | undefined;
  readonly pddSeconds: number | undefined;
  readonly ringSeconds: number | undefined;
  readonly earlyMediaSeconds: number | undefined;
  readonly setupSeconds: number | undefined;
  readonly talkSeconds: number | undefined;
  readonly sddSeconds: number | undefined;
  readonly ringingAt: number | undefined;
  readonly inverted: readonly DurationName[];
}

/** Measures a call at its caller-side transaction, all ends at one agent. `hop` is that of the last round. */
export function measure(hop: Hop, rounds: readonly Round[], final: RoundFinal | undefined, dialog: Dialog | undefined): Timing {
  const near = readMarks(hop);
  const invitedAt = hop.request.at;
  const firstAt = rounds.length > 1 ? firstInvitedAt(rounds) : undefined;
  const finalAt = final !== undefined && final.hop === hop && final.entry.agent === hop.request.agent ? final.entry.at : undefined;
  const bye = dialog?.bye;
  const inverted: DurationName[] = [];
  // Hot: one literal; each duration says what it is when it comes out negative.
  return {
    srdSeconds: span('srd', invitedAt, near.indicatedAt, inverted),
    firstSrdSeconds: span('srd', firstAt, near.indicatedAt, inverted),
    pddSeconds: span('pdd', invitedAt, near.progressAt, inverted),
    ringSeconds: span('ring', near.ringingAt, finalAt, inverted),
    earlyMediaSeconds: span('early_media', near.earlyMediaAt, finalAt, inverted),
    setupSeconds: span('setup', invitedAt, near.answeredAt, inverted),
    talkSeconds: dialog === undefined ? undefined : span('talk', dialog.answer.at, talkEnd(dialog), inverted),
    sddSeconds: span('sdd', bye?.first.at, bye?.confirmation?.at, inverted),
    ringingAt: near.ringingAt,
    inverted,
  };
}

/** The seconds between two ends. Notes the duration when they come out negative. */
function span(name: DurationName, start: number | undefined, end: number | undefined, inverted: DurationName[]): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const seconds = secondsBetween(start, end);
  if (seconds === undefined && !inverted.includes(name)) inverted.push(name);
  return seconds;
}

function firstInvitedAt([first]: readonly Round[]): number | undefined {
  return first === undefined ? undefined : callerHop(first)?.request.at;
}

/** Talk time is measured only where both answer and BYE were seen by one agent. */
function talkEnd({ answer, bye }: Dialog): number | undefined {
  return bye?.first.agent === answer.agent ? bye.first.at : undefined;
}

/** When the agent that saw the request first saw each kind of answer to it. */
interface Marks {
  indicatedAt: number | undefined;
  progressAt: number | undefined;
  ringingAt: number | undefined;
  earlyMediaAt: number | undefined;
  answeredAt: number | undefined;
}

function readMarks({ request, responses }: Hop): Marks {
  const marks: Marks = {
    indicatedAt: undefined,
    progressAt: undefined,
    ringingAt: undefined,
    earlyMediaAt: undefined,
    answeredAt: undefined,
  };
  for (const entry of responses) if (entry.agent === request.agent && entry.status !== 100) noteAnswer(marks, entry);
  return marks;
}

function noteAnswer(marks: Marks, entry: TimelineEntry): void {
  marks.indicatedAt ??= entry.at;
  if (isProgress(entry)) marks.progressAt ??= entry.at;
  if (entry.status === 180) marks.ringingAt ??= entry.at;
  if (isEarlyMedia(entry)) marks.earlyMediaAt ??= entry.at;
  if (isSuccess(entry)) marks.answeredAt ??= entry.at;
}

function isProgress({ status }: TimelineEntry): boolean {
  return status === 180 || status === 183;
}

/** A provisional answer with SDP, whichever it is (RFC 3960 3). */
function isEarlyMedia({ status = 0, hasSdp }: TimelineEntry): boolean {
  return status > 100 && status < 200 && hasSdp;
}
