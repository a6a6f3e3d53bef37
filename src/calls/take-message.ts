import { present, samePrivate, type EventOfType, type Private, type TimelineEntry } from '../core/index.ts';
import type { People, Seen } from './seen.ts';

/** Turns a `sip.message` into what the tracker keeps of it. */
export function takeMessage(event: EventOfType<'sip.message'>, emergencyNumbers: readonly Private[]): Seen {
  const isInvite = event.method === 'INVITE' && event.status === undefined;
  const { anomalies, replacesCallId } = event;
  return present({
    entry: makeEntry(event, isInvite && isEmergencyNumber(event, emergencyNumbers)),
    people: isInvite || event.method === 'REGISTER' ? readPeople(event) : undefined,
    anomalies,
    replacesCallId,
  });
}

function readPeople({ caller, callerName, callee, requestUser }: EventOfType<'sip.message'>): People {
  return present({ caller, callerName, callee, requestUser });
}

function isEmergencyNumber(event: EventOfType<'sip.message'>, numbers: readonly Private[]): boolean {
  return numbers.some(
    (number) =>
      (event.requestUser !== undefined && samePrivate(event.requestUser, number)) ||
      (event.callee !== undefined && samePrivate(event.callee, number)),
  );
}

function makeEntry(event: EventOfType<'sip.message'>, isEmergencyCall: boolean): TimelineEntry {
  const { at, arrival, agent, transport, src, dst, method, status, cseq, fromTag, toTag, branches, contentHash, lengthBytes } = event;
  const { hasSdp, hasCredentials, sessionExpiresSeconds, expiresSeconds, reasonSip, reasonQ850, agentClass } = event;
  const isEmergency = event.isEmergency || isEmergencyCall;
  const where = { at, receivedAt: event.receivedAt ?? at, arrival, agent, transport, src, dst };
  const what = { method, status, cseq, fromTag, toTag, branches, contentHash, lengthBytes, hasSdp, hasCredentials };
  return present({ ...where, ...what, sessionExpiresSeconds, expiresSeconds, reasonSip, reasonQ850, agentClass, isEmergency });
}
