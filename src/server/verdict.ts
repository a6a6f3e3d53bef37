import type { Outcome, ReleasedBy, StoredCall } from '../core/index.ts';
import { reasonPhrase } from '../calls/index.ts';
import { blamedLegs, nameOf, type Blame } from './blamed-legs.ts';

/**
 * One sentence for the person who is called at night: which hop failed, with its own code, cause and trunk, what the caller saw of that, and how often it happened
 * in the hour before and after. `similar` counts the calls with the same outcome and cause, this one included.
 */
export function verdict(call: StoredCall, similar: number): string {
  return `${sentenceOf(call)}${frequency(call, similar)}.`;
}

/** The same sentence without how often that happened. */
export function failureReason(call: StoredCall): string {
  return `${sentenceOf(call)}.`;
}

function sentenceOf(call: StoredCall): string {
  if (call.outcome === undefined) return openSentence(call);
  return call.outcome === 'answered' ? answeredSentence(call) : failedSentence(call);
}

function openSentence({ state }: StoredCall): string {
  return state === 'ringing' ? 'The call is ringing' : 'The call is being set up';
}

function answeredSentence(call: StoredCall): string {
  const after = call.talkSeconds === undefined ? '' : ` after ${seconds(call.talkSeconds)}`;
  const failed = blamedLegs(call);
  const detour = failed.length === 0 ? '' : ` after ${failed.map(refusal).join(' and ')}`;
  return `The call was answered${detour}${endSentence(call, after)}`;
}

function endSentence(call: StoredCall, after: string): string {
  const { ended } = call;
  if (ended === undefined) return call.state === 'ended' ? '' : ' and is still up';
  switch (ended) {
    case 'bye':
      return ` and ended by ${PARTY[call.releasedBy ?? 'unknown']}${after}`;
    case 'session_expired':
      return ` and ended${after} because its session timer ran out`;
    case 'transferred':
      return ` and was transferred${after}`;
    case 'replaced':
      return ` and was replaced by another call${after}`;
    case 'no_ack':
      return ` but its ACK never arrived, so it dropped${after}`;
    case 'unknown':
      return ', and its BYE was never seen';
  }
}

const PARTY: Readonly<Record<ReleasedBy, string>> = {
  caller: 'the caller',
  callee: 'the callee',
  network: 'the network',
  unknown: 'an unknown side',
};

const SUBJECT: Readonly<Record<ReleasedBy, string>> = {
  caller: 'The caller',
  callee: 'The callee',
  network: 'The network',
  unknown: 'Someone unknown',
};

const VERB: Readonly<Record<Outcome, string>> = {
  answered: 'answered',
  busy: 'was busy and refused',
  no_answer: 'did not answer',
  cancelled: 'cancelled',
  redirected: 'redirected',
  rejected: 'refused',
  failed: 'failed',
  unknown: 'left open',
};

function failedSentence(call: StoredCall): string {
  const ringing = call.hasRung ? ' while it rang' : '';
  const blames = blamedLegs(call);
  if (call.outcome === 'cancelled')
    return `${SUBJECT[call.releasedBy ?? 'unknown']} cancelled the call${ringing}${detail(call)}${silences(blames)}`;
  if (blames.length > 0)
    return `${blames.map((blame) => blameSentence(blame, blames.length === 1, call)).join(', and ')}${seenByCaller(call, blames)}`;
  if (call.sipCode !== undefined || call.hopCode !== undefined) return codeSentence(call);
  return call.isReported === true ? toldSentence(call, ringing) : `The call got no final answer${ringing}`;
}

const TOLD: Readonly<Partial<Record<Outcome, string>>> = {
  busy: 'The callee was busy',
  no_answer: 'Nobody answered the call',
  redirected: 'The call was redirected',
  rejected: 'The call was refused',
  failed: 'The call failed',
};

/** Of a call that no SIP was seen of: what its program told. */
function toldSentence(call: StoredCall, ringing: string): string {
  const what = call.outcome === undefined ? undefined : TOLD[call.outcome];
  return `${what ?? 'How the call ended is not known'}${ringing}${detail(call)}, as ${call.source} told`;
}

/** What one group of hops did. One alone names who ended the call; of several each is named by itself, for they fail for reasons of their own. */
function blameSentence(blame: Blame, isAlone: boolean, call: StoredCall): string {
  const { leg } = blame;
  const name = nameOf(blame);
  // What the caller saw may say more of the cause than the answer of the hop.
  const isShown = leg.status !== undefined && leg.status === call.sipCode;
  const why = isShown ? { ...leg, cause: call.cause ?? leg.cause, ...reasonsOf(call) } : leg;
  if (leg.status === undefined) return `${isAlone ? 'The next hop ' : ''}${name} never answered the INVITE${detail(why)}`;
  const what = `with ${named(leg.status)}${detail(why)}`;
  return isAlone
    ? `${SUBJECT[call.releasedBy ?? 'unknown']} ${VERB[leg.outcome]} the call at ${name} ${what}`
    : `${name} ${VERB[leg.outcome]} the call ${what}`;
}

function reasonsOf({ reasonQ850, reasonSip }: StoredCall): Pick<StoredCall, 'reasonQ850' | 'reasonSip'> {
  return { ...(reasonQ850 === undefined ? {} : { reasonQ850 }), ...(reasonSip === undefined ? {} : { reasonSip }) };
}

/** Of a call whose hops are not known: the codes that are, with the cause beside the one that it is read from. */
function codeSentence(call: StoredCall): string {
  const { hopCode, sipCode, hopAddress } = call;
  const hop = hopAddress === undefined ? '' : ` at ${hopAddress}`;
  const what = `${SUBJECT[call.releasedBy ?? 'unknown']} ${VERB[call.outcome ?? 'unknown']} the call${hop} with`;
  if (hopCode === undefined || sipCode === undefined || hopCode === sipCode)
    return `${what} ${named(sipCode ?? hopCode ?? 0)}${detail(call)}`;
  return `${what} ${named(hopCode)}; the caller saw ${named(sipCode)}${detail(call)}`;
}

/** Hops that had not answered when the caller gave up. */
function silences(blames: readonly Blame[]): string {
  const silent = blames.filter(({ leg }) => leg.status === undefined);
  return silent.length === 0 ? '' : `; ${silent.map(nameOf).join(' and ')} never answered the INVITE`;
}

function seenByCaller({ sipCode }: StoredCall, blames: readonly Blame[]): string {
  return sipCode === undefined || blames.at(-1)?.leg.status === sipCode ? '' : `; the caller saw ${named(sipCode)}`;
}

function named(status: number): string {
  const phrase = reasonPhrase(status);
  return phrase === undefined ? String(status) : `${status} ${phrase}`;
}

/** The class of the cause and, where a Reason header refines it, its numbers. */
function detail({ cause, reasonQ850, reasonSip }: Pick<StoredCall, 'cause' | 'reasonQ850' | 'reasonSip'>): string {
  const parts = [
    ...(cause === undefined ? [] : [cause]),
    ...(reasonQ850 === undefined ? [] : [`Q.850 cause ${reasonQ850}`]),
    ...(reasonSip === undefined ? [] : [`SIP cause ${reasonSip}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function refusal(blame: Blame): string {
  const { status } = blame.leg;
  return `${status === undefined ? 'silence' : named(status)} from ${nameOf(blame)}`;
}

function frequency(call: StoredCall, similar: number): string {
  if (call.outcome === undefined || call.outcome === 'answered') return '';
  return `; ${similar <= 1 ? 'the only such call' : `${similar} such calls`} within an hour before and after it`;
}

function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
