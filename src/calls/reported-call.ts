import type { EventOfType, LabelText, LatencyStage, StoredCall, ToldSpan } from '../core/index.ts';
import type { Counted } from './active-tally.ts';
import type { CapturedCall } from './captured-call.ts';
import type { KnownPeople } from './known-people.ts';
import type { Progress } from './life-cycle.ts';
import type { ReportMetadata } from './reported-metadata.ts';
import { reportsOf, type CallReport } from './reported-record.ts';

/** One call that the program which carries it tells of. */
export interface ReportedCall extends Progress, Counted {
  /** Keyed hash of the program's own id. */
  readonly key: string;
  /** Absent for one read back after a restart until its next report brings it. */
  callId: string | undefined;
  /** Who told of a stage of it first. Undefined: nobody did. */
  source: LabelText | undefined;
  /** Whom its reports name. */
  readonly people: KnownPeople;
  readonly reports: CallReport[];
  /** What they said besides, in the order of arrival. */
  readonly metadata: ReportMetadata[];
  /** Something came since the last look. */
  isDirty: boolean;
  /** Someone decided that nothing more will be heard of it: it is swept at the next look. */
  isGivenUp: boolean;
  /** Somebody who is a side of it was erased: until then its reports are passed over. */
  forgottenUntil: number | undefined;
  lastReceivedAt: number;
  /** When there is something to do without a further report. */
  dueAt: number;
  /** Its place in the queue of what is due; -1 when it is in none. */
  place: number;
  /** Orders what is due at one tick. */
  readonly order: number;
  /** The captured call that it is the other half of: that one is counted, shown and swept, and this one only adds to it. */
  captured: CapturedCall | undefined;
  /** What was told of the captured call before is not here. */
  isContinued: boolean;
  /** Stages that wait until it is clear of which call they are. */
  readonly stages: EventOfType<'agent.stage'>[];
  /** The stages that were timed. */
  readonly timed: Set<LatencyStage>;
  /** Waits of the caller for the agent's first audio. */
  responses: { count: number; seconds: number };
}

/** A call that is in no table yet. */
export type UnorderedCall = Omit<ReportedCall, 'order'>;

/** Whether a call is one that nobody but its program knows of, and that is not over. */
export function isOpenByItself({ forgottenUntil, captured, reports, stage }: UnorderedCall): boolean {
  return forgottenUntil === undefined && captured === undefined && reports.length > 0 && stage !== 'closed';
}

/** Where what is told of a call lies in time. */
export function spanOf({ reports }: ReportedCall): ToldSpan {
  const times = (wanted: CallReport['state']): number[] => reports.filter(({ state }) => state === wanted).map(({ at }) => at);
  const [offered, ended] = [times('offered'), times('ended')];
  return {
    offeredAt: offered.length === 0 ? undefined : Math.min(...offered),
    endedAt: ended.length === 0 ? undefined : Math.max(...ended),
  };
}

/** The stable id of a reported call; it follows from the program's own id alone, so that what is late still finds it. */
export function reportedId(key: string, hashId: (text: string) => string): string {
  return hashId(`reported|${key}`);
}

/** An empty call. */
export function openReported(id: string, key: string, people: KnownPeople): UnorderedCall {
  return {
    id,
    key,
    callId: undefined,
    people,
    reports: [],
    metadata: [],
    version: 1,
    stage: 'open',
    isOffered: false,
    hasRungOnce: false,
    outcome: undefined,
    isDirty: true,
    isGivenUp: false,
    forgottenUntil: undefined,
    record: undefined,
    committed: undefined,
    adopted: undefined,
    lastReceivedAt: 0,
    dueAt: Number.POSITIVE_INFINITY,
    place: -1,
    active: undefined,
    group: undefined,
    source: undefined,
    captured: undefined,
    isContinued: false,
    stages: [],
    timed: new Set(),
    responses: { count: 0, seconds: 0 },
  };
}

/** A call as the store has it: its reports are those that its record amounts to. */
export function reopenReported(stored: StoredCall, people: KnownPeople, now: number): UnorderedCall {
  const { version, state, isProvisional, hasRung, agentTurns = 1, agentResponseSeconds } = stored;
  const count = agentResponseSeconds === undefined ? 0 : agentTurns;
  return {
    ...openReported(stored.id, stored.callKey, people),
    reports: [...reportsOf(stored)],
    version,
    stage: state === 'answered' && !isProvisional ? 'answered' : 'open',
    isOffered: true,
    hasRungOnce: hasRung,
    adopted: stored,
    lastReceivedAt: now,
    timed: new Set(stored.stages),
    responses: { count, seconds: count * (agentResponseSeconds ?? 0) },
  };
}
