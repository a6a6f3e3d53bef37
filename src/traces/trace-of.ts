import { present, type LatencyRecord, type TimelineEntry } from '../core/index.ts';
import { agentSpans } from './agent-spans.ts';
import { callAttributes } from './call-attributes.ts';
import { callErrorType, callStatus } from './call-status.ts';
import { hopSpans, type Hop } from './hop-spans.ts';
import { ATTRIBUTE, SPAN_NAME } from './names.ts';
import { phasesOf, type Phase } from './phases.ts';
import type { Span, SpanLink } from './span.ts';
import { contextOf, derivedTraceId, spanIdOf, type TraceHash } from './trace-ids.ts';
import type { TracedCall } from './traced-call.ts';

export interface TraceOptions {
  readonly hash: TraceHash;
  /** What was timed of its voice agent. Absent: nothing. */
  readonly stages?: readonly LatencyRecord[];
  /** What no other that makes traces with this key has. Absent: what is made is the same wherever it is made of the same call. */
  readonly maker?: string;
}

/** More spans than people read; of more the first ones are made, and the root says how many are left out. */
const MAX_SPANS = 1000;

/**
 * The trace of a call, made of its record and its stored timeline: the root first, a parent before its children. It has its times from the ladder, so no span is negative
 * whatever the clocks say. Where its program or its INVITE put it in another trace, that with the derived id is a link. What is open goes on until the call was heard of last.
 */
export function traceOf(call: TracedCall, timeline: readonly TimelineEntry[], { hash, stages = [], maker }: TraceOptions): readonly Span[] {
  const context = contextOf(call);
  const derivedId = derivedTraceId(call, hash);
  const traceId = context?.traceId ?? derivedId;
  const own = subjectOf(call, maker);
  const idOf = spanIdsOf(own, hash);
  const hops = hopSpans(call, timeline);
  const agent = agentSpans(stages, call.startedAt);
  // A program goes by a clock of its own: what it tells of a call that is over says nothing of its end.
  const heard = [...hops, ...(call.endedAt === undefined ? agent : [])].map(({ span }) => span.endTime);
  const phases = phasesOf(call, heard.reduce(latest, call.startedAt));
  const part = (subject: string, parent: string, span: Omit<Span, 'traceId' | 'spanId' | 'parentSpanId'>): Span => {
    return { traceId, spanId: idOf(subject), parentSpanId: idOf(parent), ...span };
  };
  const talk = phases.some(({ name }) => name === SPAN_NAME.talk) ? SPAN_NAME.talk : SPAN_NAME.call;
  const parts = [
    ...phases.map((phase) => part(phase.name, phase.name === SPAN_NAME.ringing ? SPAN_NAME.attempt : SPAN_NAME.call, ofPhase(phase, call))),
    ...hops.map((hop) => part(hop.subject, hop.below ?? phaseOf(hop, phases), hop.span)),
    ...agent.map((one) => part(one.subject, one.turn ?? (one.isSession ? SPAN_NAME.call : talk), one.span)),
  ];
  const kept = parts.slice(0, MAX_SPANS - 1);
  const derived: SpanLink = { traceId: derivedId, spanId: idOf(SPAN_NAME.call), isRemote: true };
  const root: Span = {
    traceId,
    spanId: idOf(SPAN_NAME.call),
    ...(context === undefined ? {} : { parentSpanId: context.spanId, isParentRemote: true }),
    name: SPAN_NAME.call,
    kind: 'internal',
    startTime: hops.reduce((start, { span }) => Math.min(start, span.startTime), call.startedAt),
    endTime: [...phases.map(({ endTime }) => endTime), ...heard].reduce(latest, call.startedAt),
    attributes: callAttributes(call, parts.length - kept.length),
    ...present({ status: callStatus(call) }),
    ...present({ links: traceId === derivedId ? undefined : [derived] }),
  };
  return [root, ...kept];
}

/** What the ids of its spans are of. The id of a call that was told is that of its Call-ID, which another program may have carried as well, as another call. */
function subjectOf({ id, isReported, source }: TracedCall, maker: string | undefined): string {
  return [id, ...(isReported === true ? [source] : []), ...(maker === undefined ? [] : [maker])].join('|');
}

/** The ids of spans by their subjects. One that others lie below is asked for again and again, and its hash made once. */
function spanIdsOf(own: string, hash: TraceHash): (subject: string) => string {
  const ids = new Map<string, string>();
  return (subject) => {
    const id = ids.get(subject) ?? spanIdOf(`${own}|${subject}`, hash);
    ids.set(subject, id);
    return id;
  };
}

function latest(one: number, two: number): number {
  return Math.max(one, two);
}

/** How set-up went stands at the attempt as well; the rest of a call is as the root says. */
function ofPhase(phase: Phase, call: TracedCall): Omit<Span, 'traceId' | 'spanId' | 'parentSpanId'> {
  if (phase.name !== SPAN_NAME.attempt || call.outcome === 'answered') return { kind: 'internal', ...phase, attributes: {} };
  return {
    kind: 'internal',
    ...phase,
    attributes: present({ [ATTRIBUTE.outcome]: call.outcome, [ATTRIBUTE.cause]: call.cause, [ATTRIBUTE.errorType]: callErrorType(call) }),
    ...present({ status: callStatus(call) }),
  };
}

/** The part of a call that the first hop of a transaction belongs to. */
function phaseOf({ method, isInitial, span }: Hop, phases: readonly Phase[]): string {
  const found = (name: Phase['name']): Phase | undefined => phases.find((phase) => phase.name === name);
  const talk = found(SPAN_NAME.talk);
  if (isInitial || method === 'CANCEL') return SPAN_NAME.attempt;
  if (method === 'BYE') return (found(SPAN_NAME.teardown) ?? talk)?.name ?? SPAN_NAME.call;
  return talk !== undefined && span.startTime >= talk.startTime ? talk.name : SPAN_NAME.attempt;
}
