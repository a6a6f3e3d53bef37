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

/** Inputs of the durations of a call. */
export interface Measured {
  /** The hop of the last round that is nearest the caller. */
  readonly near: Hop;
  readonly round: Round;
  readonly rounds: readonly Round[];
  readonly final: RoundFinal | undefined;
  readonly dialog: Dialog | undefined;
}

/** Measures a call at its caller-side transaction, all ends at one agent. */
export function measure({ near, round, rounds, final, dialog }: Measured): Timing {
  const marks = readMarks(near);
  const invitedAt = invitedOn(near);
  const firstAt = rounds.length > 1 ? firstInvitedAt(rounds) : undefined;
  // Ringing is read behind the caller's hop when the answers on that hop were not captured.
  const shown = near.highestStatus > 100 || final === undefined ? near : final.hop;
  const ringing = shown === near ? marks : readMarks(shown);
  const finalAt = finalOn(shown, final);
  const isMissed = missesProgress(near, round, marks);
  const [indicatedAt, progressAt] = isMissed ? [] : [marks.indicatedAt, marks.progressAt];
  const bye = dialog?.bye;
  const inverted: DurationName[] = [];
  // Hot: one literal; each duration says what it is when it comes out negative.
  return {
    srdSeconds: span('srd', invitedAt, indicatedAt, inverted),
    firstSrdSeconds: span('srd', firstAt, indicatedAt, inverted),
    pddSeconds: span('pdd', invitedAt, progressAt, inverted),
    ringSeconds: span('ring', ringing.ringingAt, finalAt, inverted),
    earlyMediaSeconds: span('early_media', ringing.earlyMediaAt, finalAt, inverted),
    setupSeconds: span('setup', invitedAt, marks.answeredAt, inverted),
    talkSeconds: span('talk', dialog?.answer.at, talkEnd(dialog), inverted),
    sddSeconds: span('sdd', bye?.first.at, bye?.confirmation?.at, inverted),
    ringingAt: ringing.ringingAt,
    inverted,
  };
}

/**
 * Whether the first indication on the caller's hop was not captured: a hop behind it had one that a proxy forwards at once (RFC 3261 16.7 step 5), and the caller's has
 * none, or its first more than a second later by the same clock.
 */
function missesProgress(near: Hop, { hops }: Round, { indicatedAt, forwardedAt }: Marks): boolean {
  if (indicatedAt === undefined || hops.length < 2) return false;
  const latestAt = forwardedAt === undefined ? indicatedAt : forwardedAt - FORWARDED_SECONDS;
  return hops.some((hop) => hop.depth > near.depth && hasForwarded(hop, near.request.agent, latestAt));
}

/** Whether an agent saw a provisional answer that a proxy forwards before a time. */
function hasForwarded({ responses }: Hop, agent: string, before: number): boolean {
  return responses.some((entry) => entry.agent === agent && entry.at < before && isForwarded(entry));
}

/** When the final answer was seen on a hop, by the agent that saw its request. */
function finalOn(hop: Hop, final: RoundFinal | undefined): number | undefined {
  return final?.hop === hop && final.entry.agent === hop.request.agent ? final.entry.at : undefined;
}

/** The seconds between two ends. Notes the duration when they come out negative. */
function span(name: DurationName, start: number | undefined, end: number | undefined, inverted: DurationName[]): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const seconds = secondsBetween(start, end);
  if (seconds === undefined && !inverted.includes(name)) inverted.push(name);
  return seconds;
}

function firstInvitedAt([first]: readonly Round[]): number | undefined {
  return first === undefined ? undefined : invitedOn(callerHop(first));
}

/** When the INVITE of a hop was seen. Undefined when it was not captured. */
function invitedOn(hop: Hop | undefined): number | undefined {
  return hop?.isAsked === true ? hop.request.at : undefined;
}

/** Talk time is measured only where both answer and BYE were seen by one agent. */
function talkEnd(dialog: Dialog | undefined): number | undefined {
  const passing = dialog?.bye?.passing;
  return passing?.agent === dialog?.answer.agent ? passing?.at : undefined;
}

/** Longest time that a proxy takes to forward a provisional answer. */
const FORWARDED_SECONDS = 1;

/** When the agent that saw the request first saw each kind of answer to it. */
interface Marks {
  /** First provisional answer that a proxy forwards: 101 to 199. */
  forwardedAt: number | undefined;
  indicatedAt: number | undefined;
  progressAt: number | undefined;
  ringingAt: number | undefined;
  earlyMediaAt: number | undefined;
  answeredAt: number | undefined;
}

function readMarks({ request, responses }: Hop): Marks {
  const marks: Marks = {
    forwardedAt: undefined,
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
  if (isForwarded(entry)) marks.forwardedAt ??= entry.at;
  if (isProgress(entry)) marks.progressAt ??= entry.at;
  if (entry.status === 180) marks.ringingAt ??= entry.at;
  if (isEarlyMedia(entry)) marks.earlyMediaAt ??= entry.at;
  if (isSuccess(entry)) marks.answeredAt ??= entry.at;
}

function isForwarded({ status = 0 }: TimelineEntry): boolean {
  return status > 100 && status < 200;
}

function isProgress({ status }: TimelineEntry): boolean {
  return status === 180 || status === 183;
}

/** A provisional answer with SDP, whichever it is (RFC 3960 3). */
function isEarlyMedia({ status = 0, hasSdp }: TimelineEntry): boolean {
  return status > 100 && status < 200 && hasSdp;
}
