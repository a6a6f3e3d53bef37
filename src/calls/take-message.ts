import { present, samePrivate, type EventOfType, type Private, type TimelineEntry } from '../core/index.ts';
import type { People, Seen } from './seen.ts';

/** Turns a `sip.message` into what the tracker keeps of it. */
export function takeMessage(event: EventOfType<'sip.message'>, emergencyNumbers: readonly Private[]): Seen {
  const isInvite = event.method === 'INVITE' && event.status === undefined;
  const entry = readEntry(event, isInvite && isEmergencyNumber(event, emergencyNumbers));
  const seen: Seen = { entry, isCounted: false, isHanded: false, isSettled: false };
  const { anomalies, replacesCallId, isStale, contacts, contactSeconds } = event;
  if (!isInvite && event.method !== 'REGISTER' && anomalies === undefined) return seen;
  return { ...seen, ...present({ people: readPeople(event), anomalies, replacesCallId, isStale, contacts, contactSeconds }) };
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

/** The event is its own entry unless something about it was left open. */
function readEntry(event: EventOfType<'sip.message'>, isEmergencyCall: boolean): TimelineEntry {
  // Hot: no copy; what the store gets is copied once, when it is handed over.
  if (hasArrival(event) && !isEmergencyCall) return event;
  return { ...event, receivedAt: event.receivedAt ?? event.at, isEmergency: event.isEmergency || isEmergencyCall };
}

function hasArrival(event: EventOfType<'sip.message'>): event is EventOfType<'sip.message'> & { readonly receivedAt: number } {
  return event.receivedAt !== undefined;
}
