import { present, type LatencyRecord } from '../core/index.ts';
import { ATTRIBUTE, STAGE } from './names.ts';
import type { Span } from './span.ts';

/** What is timed of a voice agent, with the turn that it belongs to. */
export interface AgentSpan {
  readonly subject: string;
  /** The subject of its turn. Undefined: it is one, or belongs to none. */
  readonly turn: string | undefined;
  /** It is the whole connection of the agent, not a part of what was said. */
  readonly isSession: boolean;
  readonly span: Pick<Span, 'name' | 'kind' | 'startTime' | 'endTime' | 'attributes'>;
}

/** A stage may end this much after the audio that it led to, as its program rounds. */
const ROUNDED_SECONDS = 0.05;

/**
 * The turns of a voice agent and their stages, a turn before its stages. A turn is what the caller waited for: from the end of what he said to the first audio. None begins before
 * `startedAt`, which is when its call did, however long its program says that it took.
 */
export function agentSpans(stages: readonly LatencyRecord[], startedAt: number): readonly AgentSpan[] {
  const waits = stages.filter(({ stage }) => stage === 'speech_end_to_first_audio');
  const turns = waits.length > 0 ? waits : stages.filter(({ stage }) => stage === 'asr_final_to_first_audio');
  const own = new Set(turns);
  const rank = (one: LatencyRecord): number => Number(!own.has(one));
  return stages
    .toSorted((a, b) => rank(a) - rank(b) || a.at - a.seconds - (b.at - b.seconds) || compareTexts(a.id, b.id))
    .map((one) => ({
      subject: one.id,
      turn: own.has(one) || one.stage === 'session' ? undefined : turns.find((turn) => isWithin(one, turn))?.id,
      isSession: one.stage === 'session',
      span: spanOf(one, startedAt),
    }));
}

function isWithin({ at }: LatencyRecord, turn: LatencyRecord): boolean {
  return at <= turn.at + ROUNDED_SECONDS && at >= turn.at - turn.seconds - ROUNDED_SECONDS;
}

function spanOf({ stage, at, seconds }: LatencyRecord, startedAt: number): AgentSpan['span'] {
  const { name, kind, operation } = STAGE[stage];
  return {
    name,
    kind,
    startTime: Math.max(startedAt, at - seconds),
    endTime: Math.max(startedAt, at),
    attributes: present({ [ATTRIBUTE.stage]: stage, [ATTRIBUTE.operation]: operation }),
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
