import { secondsBetween, type CallRecord, type Emit, type EventOfType, type StirOutcome, type TimelineEntry } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import { callerHop, roundFinal, type Hop, type Round } from './round.ts';

/** Tells what the committed set-up of a call shows beside its outcome: answers, requests that nobody answered, what was said of the identity of the caller. */
export function tellSetUp(record: CallRecord, view: CallView, emit: Emit): void {
  for (const round of view.rounds) tellAnswers(record, round, emit);
  tellSilentLegs(record, emit);
  tellIdentity(record, view, emit);
}

/** Every answer to an INVITE that its caller got, each challenge a round of its own; where his side was not captured, those of the branch that decided. */
function tellAnswers(record: CallRecord, round: Round, emit: Emit): void {
  const hop = answeredHop(round);
  if (hop === undefined) return;
  for (const entry of hop.responses) if (entry.status !== undefined) emit(inviteResult(record, hop, entry, entry.status));
}

function answeredHop(round: Round): Hop | undefined {
  const near = callerHop(round);
  return near !== undefined && near.responses.length > 0 ? near : roundFinal(round)?.hop;
}

type InviteResult = { -readonly [K in keyof EventOfType<'sip.invite_result'>]: EventOfType<'sip.invite_result'>[K] };

function inviteResult(
  { source, id, direction }: CallRecord,
  { request, isAsked }: Hop,
  { at, agent }: TimelineEntry,
  status: number,
): EventOfType<'sip.invite_result'> {
  // Hot: some for each call.
  const event: InviteResult = { type: 'sip.invite_result', at, source, callId: id, direction, status };
  const seconds = isAsked && agent === request.agent ? secondsBetween(request.at, at) : undefined;
  if (seconds !== undefined) event.seconds = seconds;
  return event;
}

/** Legs that got no final answer in the time that their sender had for it. */
function tellSilentLegs({ source, id, legs }: CallRecord, emit: Emit): void {
  for (const { startedAt, status, cause } of legs)
    if (status === undefined && cause === 'no_response')
      emit({ type: 'sip.transaction_timeout', at: startedAt, source, callId: id, method: 'INVITE' });
}

/** What a final answer says of the identity of the caller (RFC 8224 6.2.2). */
const IDENTITY_REFUSED: ReadonlyMap<number, StirOutcome> = new Map([
  [428, 'no_identity'],
  [436, 'failed'],
  [437, 'failed'],
  [438, 'failed'],
]);

/** The identity is told once for a call: as its final answer refuses it, else as a verifier noted it in the INVITE (3GPP TS 24.229 7.2A.20). */
function tellIdentity({ source, id, startedAt }: CallRecord, { rounds, final }: CallView, emit: Emit): void {
  const refused = IDENTITY_REFUSED.get(final?.entry.status ?? 0);
  if (refused !== undefined) return emit({ type: 'sip.stir_verified', at: startedAt, source, callId: id, outcome: refused });
  for (const { hops } of rounds) {
    for (const { requestSight } of hops) {
      const { verstat, attestation } = requestSight.seen.notes ?? {};
      if (verstat === undefined) continue;
      const told = { type: 'sip.stir_verified', at: startedAt, source, callId: id, outcome: verstat } as const;
      return emit(attestation === undefined ? told : { ...told, attestation });
    }
  }
}
