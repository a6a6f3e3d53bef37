import { present, secondsBetween, type TimelineEntry } from '../core/index.ts';
import { callerHop, isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';
import type { Dialog } from './dialog.ts';

/** A duration that can come out negative when clocks disagree; it is then absent and named in `inverted`. */
export type DurationName = 'srd' | 'pdd' | 'ring' | 'early_media' | 'setup' | 'talk' | 'sdd';

/** The durations of a call, in seconds (RFC 6076). Each is absent when one of its ends was not seen. */
export interface Timing {
  readonly srdSeconds?: number;
  readonly firstSrdSeconds?: number;
  readonly pddSeconds?: number;
  readonly ringSeconds?: number;
  readonly earlyMediaSeconds?: number;
  readonly setupSeconds?: number;
  readonly talkSeconds?: number;
  readonly sddSeconds?: number;
  readonly ringingAt?: number;
  readonly inverted: readonly DurationName[];
}

/** Measures a call at its caller-side transaction, all ends at one agent. */
export function measure(rounds: readonly Round[], final: RoundFinal | undefined, dialog: Dialog | undefined): Timing {
  const hop = callerHopOf(rounds.at(-1));
  const firstHop = callerHopOf(rounds[0]);
  if (hop === undefined || firstHop === undefined) return { inverted: [] };
  const near = marks(hop, final);
  const invitedAt = hop.request.at;
  const inverted: DurationName[] = [];
  const span = (name: DurationName, start: number | undefined, end: number | undefined): number | undefined => {
    const seconds = secondsBetween(start, end);
    if (seconds === undefined && start !== undefined && end !== undefined && !inverted.includes(name)) inverted.push(name);
    return seconds;
  };
  return present({
    srdSeconds: span('srd', invitedAt, near.indicatedAt),
    firstSrdSeconds: span('srd', rounds.length > 1 ? firstHop.request.at : undefined, near.indicatedAt),
    pddSeconds: span('pdd', invitedAt, near.progressAt),
    ringSeconds: span('ring', near.ringingAt, near.finalAt),
    earlyMediaSeconds: span('early_media', near.earlyMediaAt, near.finalAt),
    setupSeconds: span('setup', invitedAt, near.answeredAt),
    talkSeconds: dialog === undefined ? undefined : span('talk', dialog.answer.at, talkEnd(dialog)),
    sddSeconds: span('sdd', dialog?.bye?.first.at, dialog?.bye?.confirmation?.at),
    ringingAt: near.ringingAt,
    inverted,
  });
}

/** Talk time is measured only where both answer and BYE were seen by one agent. */
function talkEnd({ answer, bye }: Dialog): number | undefined {
  return bye?.first.agent === answer.agent ? bye.first.at : undefined;
}

function callerHopOf(round: Round | undefined): Hop | undefined {
  return round === undefined ? undefined : callerHop(round);
}

interface Marks {
  readonly indicatedAt: number | undefined;
  readonly progressAt: number | undefined;
  readonly ringingAt: number | undefined;
  readonly earlyMediaAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly finalAt: number | undefined;
}

function marks(hop: Hop, final: RoundFinal | undefined): Marks {
  const { agent } = hop.request;
  const at = (test: (entry: TimelineEntry) => boolean): number | undefined =>
    hop.responses.find((entry) => entry.agent === agent && test(entry))?.at;
  return {
    indicatedAt: at(isIndication),
    progressAt: at(isProgress),
    ringingAt: at(isRinging),
    earlyMediaAt: at(isEarlyMedia),
    answeredAt: at(isSuccess),
    finalAt: final !== undefined && final.hop === hop && final.entry.agent === agent ? final.entry.at : undefined,
  };
}

function isIndication({ status }: TimelineEntry): boolean {
  return status !== 100;
}

function isProgress({ status }: TimelineEntry): boolean {
  return status === 180 || status === 183;
}

function isRinging({ status }: TimelineEntry): boolean {
  return status === 180;
}

/** A provisional answer with SDP, whichever it is (RFC 3960 3). */
function isEarlyMedia({ status = 0, hasSdp }: TimelineEntry): boolean {
  return status > 100 && status < 200 && hasSdp;
}

/** Whether the callee was alerted: a 180, or a 183 that brings early media. */
export function isAlert(entry: TimelineEntry): boolean {
  return entry.status === 180 || (entry.status === 183 && entry.hasSdp);
}
