import { LATENCY_STAGE } from './agent-words.ts';
import { MAX_ENDS } from './number-end.ts';
import { MAX_TOLD, type ToldFact } from './records.ts';
import { present } from './present.ts';
import type { StoredCall } from './store.ts';

/** What only a program knows of a call: what it told last counts. */
const TOLD = [
  'carrier',
  'codec',
  'mos',
  'jitterSeconds',
  'lossRatio',
  'rttSeconds',
  'agentTurns',
  'agentResponseSeconds',
  'hasTranscript',
  'hasRecording',
  'metadata',
  'metadataSealed',
] as const;
/** The fields of a fact that says nothing: when, and who. */
const BARE_FIELDS = 2;
/** Whom both name: the capture is right, the program knows whom it withholds. */
const PEOPLE = ['caller', 'callerName', 'callee', 'callerSealed', 'calleeSealed'] as const;

/**
 * The two halves of one call as one: all of what was captured, with what `told` adds, which is the half of a program or a call that has one. With `isNewer`
 * what `told` says of what only programs know counts more than what is there.
 */
function joinHalves(captured: StoredCall, told: StoredCall, isNewer: boolean): StoredCall {
  return present({
    ...pick(told, PEOPLE),
    ...(isNewer ? {} : pick(told, TOLD)),
    ...captured,
    ...(isNewer ? pick(told, TOLD) : {}),
    ends: joinEnds(captured.ends, told.ends),
    traceparent: told.traceparent ?? captured.traceparent,
    stages: joinStages(captured.stages, told.stages),
    // It says at least that a program told something: so a call is known to have two halves.
    told: joinTold(captured.told, told.told) ?? [{ at: captured.startedAt, source: told.source }],
  });
}

function pick<K extends keyof StoredCall>(call: StoredCall, names: readonly K[]): Pick<StoredCall, K> {
  const picked: Partial<Pick<StoredCall, K>> = {};
  for (const name of names) if (call[name] !== undefined) picked[name] = call[name];
  return picked as Pick<StoredCall, K>;
}

/** Whom both halves name. */
function joinEnds(captured: StoredCall['ends'], told: StoredCall['ends']): StoredCall['ends'] {
  if (captured === undefined || told === undefined) return captured ?? told;
  return [...new Set([...captured, ...told])].slice(0, MAX_ENDS);
}

/** The stages that either half names: a program that was restarted knows only those since. */
function joinStages(captured: StoredCall['stages'], told: StoredCall['stages']): StoredCall['stages'] {
  if (captured === undefined || told === undefined) return captured ?? told;
  return LATENCY_STAGE.filter((stage) => captured.includes(stage) || told.includes(stage));
}

/** Each fact once, in the order of time; of too many those in the middle are left out. One that says nothing counts only when there is no other. Undefined: there is none. */
export function joinTold(one: readonly ToldFact[] = [], other: readonly ToldFact[] = []): readonly ToldFact[] | undefined {
  const all = new Map([...one, ...other].map((fact) => [keyOf(fact), fact]));
  const sorted = [...all].toSorted(([a, { at: first }], [b, { at: second }]) => first - second || (a < b ? -1 : 1)).map(([, fact]) => fact);
  const saying = sorted.filter((fact) => Object.keys(fact).length > BARE_FIELDS);
  const told = saying.length > 0 ? saying : sorted.slice(0, 1);
  if (told.length <= MAX_TOLD) return told.length === 0 ? undefined : told;
  return [...told.slice(0, MAX_TOLD / 2), ...told.slice(-MAX_TOLD / 2)];
}

function keyOf({ at, source, state, outcome, ended, cause, sipCode }: ToldFact): string {
  return JSON.stringify([at, source, state, outcome, ended, cause, sipCode]);
}

/** A call as a store holds it. */
interface HeldCall {
  readonly record: StoredCall;
  readonly isOpen: boolean;
}

/** What a change makes of a call: the newer record of the same half, or both halves together. */
export function changeCall(before: HeldCall, change: HeldCall): HeldCall {
  const [wasReported, isReported] = [before.record.isReported === true, change.record.isReported === true];
  if (isReported && !wasReported) return { record: joinHalves(before.record, change.record, true), isOpen: before.isOpen };
  const isNewer = change.record.version >= before.record.version;
  if (isReported || (!wasReported && before.record.told === undefined && change.record.told === undefined))
    return isNewer ? change : before;
  if (wasReported || isNewer) return { record: joinHalves(change.record, before.record, false), isOpen: change.isOpen };
  return { record: joinHalves(before.record, change.record, false), isOpen: before.isOpen };
}
