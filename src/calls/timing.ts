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
  const spans: readonly Span[] = [
    ['srdSeconds', 'srd', invitedAt, near.indicatedAt],
    ['firstSrdSeconds', 'srd', rounds.length > 1 ? firstHop.request.at : undefined, near.indicatedAt],
    ['pddSeconds', 'pdd', invitedAt, near.progressAt],
    ['ringSeconds', 'ring', near.ringingAt, near.finalAt],
    ['earlyMediaSeconds', 'early_media', near.earlyMediaAt, near.finalAt],
    ['setupSeconds', 'setup', invitedAt, near.answeredAt],
    ...(dialog === undefined ? [] : dialogSpans(dialog)),
  ];
  const durations: { -readonly [name in DurationField]?: number } = {};
  const inverted = new Set<DurationName>();
  for (const [field, name, start, end] of spans) {
    if (start === undefined || end === undefined) continue;
    const seconds = secondsBetween(start, end);
    if (seconds === undefined) inverted.add(name);
    else durations[field] = seconds;
  }
  return { ...durations, ...present({ ringingAt: near.ringingAt }), inverted: [...inverted] };
}

/** A duration's field and name, and the times of its two ends. */
type Span = readonly [DurationField, DurationName, number | undefined, number | undefined];

function callerHopOf(round: Round | undefined): Hop | undefined {
  return round === undefined ? undefined : callerHop(round);
}

/** Talk time is measured only where both answer and BYE were seen by one agent. */
function dialogSpans({ answer, bye }: Dialog): readonly Span[] {
  if (bye === undefined) return [];
  return [
    ['talkSeconds', 'talk', answer.at, bye.first.agent === answer.agent ? bye.first.at : undefined],
    ['sddSeconds', 'sdd', bye.first.at, bye.confirmation?.at],
  ];
}

type DurationField = Exclude<keyof Timing, 'inverted' | 'ringingAt'>;

interface Marks {
  readonly indicatedAt: number | undefined;
  readonly progressAt: number | undefined;
  readonly ringingAt: number | undefined;
  readonly earlyMediaAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly finalAt: number | undefined;
}

function marks(hop: Hop, final: RoundFinal | undefined): Marks {
  const local = hop.responses.filter((entry) => entry.agent === hop.request.agent);
  const at = (test: (entry: TimelineEntry) => boolean): number | undefined => local.find(test)?.at;
  return {
    indicatedAt: at((entry) => entry.status !== 100),
    progressAt: at((entry) => entry.status === 180 || entry.status === 183),
    ringingAt: at((entry) => entry.status === 180),
    earlyMediaAt: at(isEarlyMedia),
    answeredAt: at(isSuccess),
    finalAt: final !== undefined && final.hop === hop && final.entry.agent === hop.request.agent ? final.entry.at : undefined,
  };
}

/** A provisional answer with SDP, whichever it is (RFC 3960 3). */
function isEarlyMedia({ status = 0, hasSdp }: TimelineEntry): boolean {
  return status > 100 && status < 200 && hasSdp;
}

/** Whether the callee was alerted: a 180, or a 183 that brings early media. */
export function isAlert(entry: TimelineEntry): boolean {
  return entry.status === 180 || (entry.status === 183 && entry.hasSdp);
}
