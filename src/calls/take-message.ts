import { present, samePrivate, type EventOfType, type Private } from '../core/index.ts';
import type { KnownPeople } from './known-people.ts';
import type { Notes, People, Seen } from './seen.ts';
import { timelineEntry } from './timeline-entry.ts';

/** Turns a `sip.message` into what the tracker keeps of it. `known`: the people of its conversation. */
export function takeMessage(event: EventOfType<'sip.message'>, emergencyNumbers: readonly Private[], known: KnownPeople): Seen {
  const isInvite = event.method === 'INVITE' && event.status === undefined;
  const isEmergency = event.isEmergency || (isInvite && isEmergencyNumber(event, emergencyNumbers));
  const entry = timelineEntry(event, event.receivedAt ?? event.at, isEmergency);
  const isNoted = isInvite || event.method === 'REGISTER' || event.anomalies !== undefined || event.refresher !== undefined;
  return { entry, notes: isNoted ? readNotes(event, known) : undefined, isCounted: false, isHanded: false, isSettled: false };
}

function readNotes(event: EventOfType<'sip.message'>, known: KnownPeople): Notes {
  const {
    requestHost,
    fromHost,
    anomalies,
    replacesCallId,
    isStale,
    contacts,
    contactSeconds,
    addressOfRecord,
    refresher,
    verstat,
    attestation,
  } = event;
  return present({
    people: known.asBefore(readPeople(event)),
    requestHost,
    fromHost,
    anomalies,
    replacesCallId,
    isStale,
    contacts,
    contactSeconds,
    addressOfRecord,
    refresher,
    verstat,
    attestation,
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
