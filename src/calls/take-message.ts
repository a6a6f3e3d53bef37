import type { EventOfType, Private, TimelineEntry } from '../core/index.ts';
import { samePrivate } from '../core/index.ts';
import type { People, Seen } from './seen.ts';

/** Turns a `sip.message` into what the tracker keeps of it. */
export function takeMessage(event: EventOfType<'sip.message'>, emergencyNumbers: readonly Private[]): Seen {
  const isInvite = event.method === 'INVITE' && event.status === undefined;
  const people = isInvite || event.method === 'REGISTER' ? readPeople(event) : undefined;
  return {
    entry: makeEntry(event, isInvite && isEmergencyNumber(event, emergencyNumbers)),
    ...(people === undefined ? {} : { people }),
    ...(event.anomalies === undefined ? {} : { anomalies: event.anomalies }),
    ...(event.replacesCallId === undefined ? {} : { replacesCallId: event.replacesCallId }),
  };
}

function readPeople(event: EventOfType<'sip.message'>): People {
  return {
    ...(event.caller === undefined ? {} : { caller: event.caller }),
    ...(event.callerName === undefined ? {} : { callerName: event.callerName }),
    ...(event.callee === undefined ? {} : { callee: event.callee }),
    ...(event.requestUser === undefined ? {} : { requestUser: event.requestUser }),
  };
}

function isEmergencyNumber(event: EventOfType<'sip.message'>, numbers: readonly Private[]): boolean {
  return numbers.some(
    (number) =>
      (event.requestUser !== undefined && samePrivate(event.requestUser, number)) ||
      (event.callee !== undefined && samePrivate(event.callee, number)),
  );
}

function makeEntry(event: EventOfType<'sip.message'>, isEmergencyCall: boolean): TimelineEntry {
  return {
    at: event.at,
    receivedAt: event.receivedAt ?? event.at,
    arrival: event.arrival,
    agent: event.agent,
    transport: event.transport,
    src: event.src,
    dst: event.dst,
    method: event.method,
    ...(event.status === undefined ? {} : { status: event.status }),
    cseq: event.cseq,
    ...(event.fromTag === undefined ? {} : { fromTag: event.fromTag }),
    ...(event.toTag === undefined ? {} : { toTag: event.toTag }),
    branches: event.branches,
    contentHash: event.contentHash,
    lengthBytes: event.lengthBytes,
    hasSdp: event.hasSdp,
    hasCredentials: event.hasCredentials,
    ...(event.sessionExpiresSeconds === undefined ? {} : { sessionExpiresSeconds: event.sessionExpiresSeconds }),
    ...(event.expiresSeconds === undefined ? {} : { expiresSeconds: event.expiresSeconds }),
    ...(event.reasonSip === undefined ? {} : { reasonSip: event.reasonSip }),
    ...(event.reasonQ850 === undefined ? {} : { reasonQ850: event.reasonQ850 }),
    ...(event.agentClass === undefined ? {} : { agentClass: event.agentClass }),
    isEmergency: event.isEmergency || isEmergencyCall,
  };
}
