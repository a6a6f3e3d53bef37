import type { CallLeg, Outcome, ReleasedBy, StoredCall } from '../core/index.ts';

/**
 * One sentence for the person who is called at night: who refused the call, at which hop, with which code and Reason class, and how often that happened in
 * the last hour. `similarLastHour` counts the calls with the same outcome and cause, this one included.
 */
export function verdict(call: StoredCall, similarLastHour: number): string {
  return `${sentenceOf(call)}${frequency(call, similarLastHour)}.`;
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
  const failed = call.legs.filter((leg) => leg.status !== undefined && leg.status >= 300 && leg.cause !== 'elsewhere');
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
  const who = SUBJECT[call.releasedBy ?? 'unknown'];
  const ringing = call.hasRung ? ' while it rang' : '';
  if (call.outcome === 'cancelled') return `${who} cancelled the call${ringing}${reason(call)}`;
  const code = call.hopCode ?? call.sipCode;
  if (code === undefined) return `The call got no final answer${ringing}`;
  const hop = call.hopAddress === undefined ? '' : ` at ${call.hopAddress}`;
  return `${who} ${VERB[call.outcome ?? 'unknown']} the call${hop} with ${code}${reason(call)}${seenByCaller(call, code)}`;
}

function seenByCaller({ sipCode }: StoredCall, code: number): string {
  return sipCode === undefined || sipCode === code ? '' : `; the caller saw ${sipCode}`;
}

/** The class of the cause and, where a Reason header refines it, its numbers. */
function reason({ cause, reasonQ850, reasonSip }: StoredCall): string {
  const parts = [
    ...(cause === undefined ? [] : [cause]),
    ...(reasonQ850 === undefined ? [] : [`Q.850 cause ${reasonQ850}`]),
    ...(reasonSip === undefined ? [] : [`SIP cause ${reasonSip}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function refusal(leg: CallLeg): string {
  return `${leg.status ?? 'silence'} from ${leg.address}`;
}

function frequency(call: StoredCall, similarLastHour: number): string {
  if (call.outcome === undefined || call.outcome === 'answered') return '';
  return similarLastHour <= 1 ? '; the only such call within the last hour' : `; ${similarLastHour} such calls within the last hour`;
}

function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
