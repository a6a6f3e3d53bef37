import type { LatencyStage } from '../core/index.ts';
import { isFailedCall } from './call-status.ts';
import type { Span } from './span.ts';
import { contextOf } from './trace-ids.ts';
import type { TracedCall } from './traced-call.ts';

/** Which traces are kept. Of each threshold: absent is none. */
export interface SamplerOptions {
  /** The share of the calls that are kept whatever became of them, 0 to 1. */
  readonly ratio: number;
  /** What its program or its INVITE says of the trace of a call comes before the ratio. */
  readonly isParentHonoured: boolean;
  /** Calls that somebody will want to see are kept besides: those that failed, and what the thresholds say. */
  readonly keepsFailures: boolean;
  readonly slowPddSeconds?: number;
  readonly slowSetupSeconds?: number;
  /** Of any stage of a voice agent but its whole session. */
  readonly slowStageSeconds?: number;
  /** Calls with a lower mean opinion score are kept. */
  readonly poorMos?: number;
}

/** Why a trace is kept: `ratio` is by chance, `parent` since its program or its INVITE says so; the others are calls that somebody will want to see. */
export type SampleReason = 'parent' | 'ratio' | 'failed' | 'slow' | 'poor';

/** A stage that was timed. */
export interface TimedStage {
  readonly stage: LatencyStage;
  readonly seconds: number;
}

/** The ids of traces are hashes, so any 52 of their bits are as good as chance. */
const RATIO_DIGITS = 13;
const RATIO_VALUES = 2 ** 52;

/** Whether a trace belongs to the share that is kept: the last digits of its id decide, so all who see it decide alike, and a greater share holds a smaller one. */
export function isWithinRatio(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-RATIO_DIGITS), 16) < ratio * RATIO_VALUES;
}

/**
 * Why the trace of a call that is over is kept. Undefined: it is not. What its program or its INVITE says of their trace holds in both directions, but what somebody will want to see is kept in
 * any case. One decision for all: whoever exports asks here.
 */
export function sampleReason(
  call: TracedCall,
  traceId: string,
  options: SamplerOptions,
  stages: readonly TimedStage[] = [],
): SampleReason | undefined {
  const context = options.isParentHonoured ? contextOf(call) : undefined;
  if (context?.isSampled === true) return 'parent';
  if (context === undefined && isWithinRatio(traceId, options.ratio)) return 'ratio';
  if (!options.keepsFailures) return undefined;
  if (isFailedCall(call)) return 'failed';
  if (isSlow(call, options, stages)) return 'slow';
  return isBeyond(options.poorMos, call.mos) ? 'poor' : undefined;
}

/** The same of a span of what is no call: the ratio by its trace, so that a session is kept as a whole, and besides what went wrong. */
export function isSpanKept({ traceId, status }: Pick<Span, 'traceId' | 'status'>, { ratio, keepsFailures }: SamplerOptions): boolean {
  return isWithinRatio(traceId, ratio) || (keepsFailures && status?.code === 'error');
}

function isSlow(call: TracedCall, options: SamplerOptions, stages: readonly TimedStage[]): boolean {
  const { slowPddSeconds, slowSetupSeconds, slowStageSeconds } = options;
  if (isBeyond(call.pddSeconds, slowPddSeconds) || isBeyond(call.setupSeconds, slowSetupSeconds)) return true;
  return stages.some(({ stage, seconds }) => stage !== 'session' && isBeyond(seconds, slowStageSeconds));
}

/** Unknown on either side is not beyond. */
function isBeyond(value: number | undefined, threshold: number | undefined): boolean {
  return value !== undefined && threshold !== undefined && value > threshold;
}
