import type { RegistrationRecord } from '../core/index.ts';
import type { BoundContacts } from './bindings.ts';
import { finalNotes, type RegistrationChain } from './registration.ts';
import { callerHop, roundFinal, type Round, type RoundFinal } from './round.ts';
import type { Notes } from './seen.ts';

/** Stands for an address of record or a Contact that nobody told. */
const UNNAMED = 0;
/** How long a binding lasts when neither side says (RFC 3261 10.3 step 7 leaves it to the registrar; an hour is usual). */
const DEFAULT_EXPIRES_SECONDS = 3600;

/** What a settled chain says of who is registered. Undefined: nothing, as it was not accepted. */
export function readBindings({ rounds }: RegistrationChain, record: RegistrationRecord): BoundContacts | undefined {
  const last = rounds.at(-1);
  const answer = last === undefined ? undefined : roundFinal(last);
  if (last === undefined || answer === undefined) return undefined;
  return record.outcome === 'registered' || record.outcome === 'unregistered' ? readBound(askedOf(last), answer, record) : undefined;
}

/** All bindings that the 2xx lists (RFC 3261 10.3). A registrar that lists none took what was asked for; when all of that ended, nothing is left. */
function readBound(
  asked: Notes,
  answer: RoundFinal,
  { outcome, expiresSeconds = DEFAULT_EXPIRES_SECONDS }: RegistrationRecord,
): BoundContacts {
  const { contacts = [], contactSeconds = [] } = finalNotes(answer) ?? {};
  const isWhole = contacts.length > 0 || outcome === 'unregistered';
  return {
    addressOfRecord: asked.addressOfRecord ?? UNNAMED,
    contacts: isWhole
      ? contacts.map((contact, place) => ({ contact, seconds: contactSeconds[place] ?? 0 }))
      : (asked.contacts ?? [UNNAMED]).map((contact) => ({ contact, seconds: expiresSeconds })),
    isWhole,
    at: answer.entry.receivedAt,
  };
}

const NOTHING: Notes = {};

function askedOf(round: Round): Notes {
  return callerHop(round)?.requestSight.seen.notes ?? NOTHING;
}
