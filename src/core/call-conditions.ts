import { LATENCY_STAGE } from './agent-words.ts';
import { CAUSE, DIRECTION, ENDED, OUTCOME } from './call-words.ts';
import type { NumberEnd } from './number-end.ts';
import { AGENT_CLASS } from './sip-words.ts';

/** What a condition takes, from which types, parameters, flags and pages derive. */
export type ConditionKind = 'oneOf' | 'whole' | 'number' | 'text' | 'flag';

/** One condition on calls. */
export interface ConditionDef<T> {
  readonly kind: ConditionKind;
  /** What its value is called, e.g. `code`. */
  readonly value: string;
  /** One sentence. */
  readonly help: string;
  /** The words of a `oneOf`. */
  readonly values?: readonly string[];
  /** The bounds of a `whole` or a `number`. */
  readonly least?: number;
  readonly most?: number;
  /** How a question names it. Absent: as it is declared. */
  readonly parameter?: string;
  /** Carries the type only; never set. */
  readonly phantom?: T;
}

const MAX_SECONDS = 1e9;

function word<const V extends readonly string[]>(values: V, value: string, help: string): ConditionDef<V[number]> {
  return { kind: 'oneOf', values, value, help };
}
const text = (value: string, help: string): ConditionDef<string> => ({ kind: 'text', value, help });
const code = (help: string): ConditionDef<number> => ({ kind: 'whole', least: 100, most: 699, value: 'code', help });
const score = (help: string): ConditionDef<number> => ({ kind: 'number', least: 0, most: 5, value: 'score', help });
const seconds = (help: string): ConditionDef<number> => ({ kind: 'number', least: 0, most: MAX_SECONDS, value: 'seconds', help });

/** A flag with the name that a question has for it. */
function flag<const P extends string>(parameter: P, help: string): ConditionDef<boolean> & { readonly parameter: P } {
  return { kind: 'flag', value: '', help, parameter };
}

/**
 * By what calls are chosen, beside their time and the people in them. All that are given hold, and those on a hop for one and the same hop. Parameters of the API,
 * flags of the commands and the reference pages derive from this.
 */
export const CALL_CONDITIONS = {
  outcome: word(OUTCOME, 'outcome', 'How the set-up came out, e.g. answered, busy, rejected, failed.'),
  ended: word(ENDED, 'way', 'How an answered call ended, e.g. bye, session_expired, unknown.'),
  cause: word(CAUSE, 'cause', 'Why, e.g. congestion, unallocated, auth.'),
  direction: word(DIRECTION, 'direction', 'inbound, outbound, internal, transit or unknown.'),
  trunk: text('name', 'Calls of one trunk.'),
  agent: text('name', 'Calls of one capture agent, or of the program that reported them.'),
  codec: text('name', 'Calls with this codec.'),
  sipCode: code('What the caller saw, e.g. 503.'),
  hop: text('address', 'Calls that were sent to this next hop: its address, with its port or without.'),
  hopTrunk: text('name', 'Calls that were sent to a next hop of this trunk, also when another one carried them in the end.'),
  hopCode: code('What a next hop answered, e.g. the 503 of a carrier that the caller saw as 500.'),
  hopCause: word(CAUSE, 'cause', 'Why a next hop refused, e.g. congestion.'),
  device: word(AGENT_CLASS, 'class', 'The kind of device or program on either side, e.g. linphone, asterisk.'),
  stage: word(LATENCY_STAGE, 'stage', 'Calls in which this stage of a voice agent was timed, e.g. llm_first_token.'),
  callId: text('text', 'Calls whose Call-ID is this, or begins with it as far as it is shown.'),
  minMos: score('Calls whose mean opinion score is known and at least this, 1 to 5.'),
  maxMos: score('Calls whose mean opinion score is known and at most this.'),
  minTalkSeconds: seconds('Calls with at least this talk time.'),
  maxTalkSeconds: seconds('Calls with at most this talk time.'),
  isActive: flag('active', 'Only calls that are not over.'),
  isFailure: flag('failed', 'Only calls that failed for a reason that neither side chose: what a callee declined is none.'),
} as const satisfies { readonly [name: string]: ConditionDef<unknown> };

type Declared = typeof CALL_CONDITIONS;
export type ConditionName = keyof Declared;
/** What a condition of this name takes. */
export type ConditionValue<Name extends ConditionName> = Declared[Name] extends ConditionDef<infer T> ? T : never;
/** How a question names a condition. */
export type ConditionParameter<Name extends ConditionName> = Declared[Name] extends { readonly parameter: infer P extends string }
  ? P
  : Name;

/** The names of all conditions. */
// Object.keys loses the names.
export const CONDITION_NAMES = Object.keys(CALL_CONDITIONS) as readonly ConditionName[];

/** A condition by its name. */
export function conditionOf(name: ConditionName): ConditionDef<unknown> {
  return CALL_CONDITIONS[name];
}

/** How a question names a condition. */
export function parameterOf(name: ConditionName): string {
  return conditionOf(name).parameter ?? name;
}

/** Which calls are meant. All given conditions hold. */
export type CallConditions = { readonly [Name in ConditionName]?: ConditionValue<Name> } & {
  /** Calls that started at this time or later. */
  readonly since?: number;
  /** Calls that started before this time. */
  readonly until?: number;
  /** The keyed hash of a number, as `StoredPrivate.hash` has it. */
  readonly callerHash?: string;
  readonly calleeHash?: string;
  /** Of either side. */
  readonly numberHash?: string;
  /** What numbers of the caller end in, or are. With `callerHash` either of the two holds. */
  readonly callerEnd?: NumberEnd;
  readonly calleeEnd?: NumberEnd;
  /** What the pseudonym of the caller begins with, for somebody whom a mask hides whole. */
  readonly callerStart?: string;
  readonly calleeStart?: string;
  readonly numberStart?: string;
  /** The same of anybody whom the call names, with `numberHash`. */
  readonly numberEnd?: NumberEnd;
  /** The keyed hash of `callId` as a whole: a Call-ID that is not shown is found by it. */
  readonly callKey?: string;
};

/** What leads to calls by a number: its hash, an end, or either of them. */
export interface NumberCondition {
  readonly hash: string | undefined;
  readonly end: NumberEnd | undefined;
}

/** By which number calls are looked for first. Undefined: by none. */
export function numberCondition(conditions: CallConditions): NumberCondition | undefined {
  const { numberHash, numberEnd, callerHash, callerEnd, calleeHash, calleeEnd } = conditions;
  const all = [
    { hash: numberHash, end: numberEnd },
    { hash: callerHash, end: callerEnd },
    { hash: calleeHash, end: calleeEnd },
  ];
  return all.find(({ hash, end }) => hash !== undefined || end !== undefined);
}

/** Whether conditions look at ends of numbers. */
export function hasNumberEnd({ numberEnd, callerEnd, calleeEnd }: CallConditions): boolean {
  return numberEnd !== undefined || callerEnd !== undefined || calleeEnd !== undefined;
}

/** Whether calls may be missing that were stored before ends of numbers were: whole numbers were found then as well. */
export function asksForEnd({ numberEnd, callerEnd, calleeEnd }: CallConditions): boolean {
  return [numberEnd, callerEnd, calleeEnd].some((end) => end !== undefined && end.whole === undefined);
}

/** Whether conditions look at the calls of a time alone. */
export function isEveryCall({ since: _since, until: _until, ...others }: CallConditions): boolean {
  return Object.values(others).every((value) => value === undefined);
}
