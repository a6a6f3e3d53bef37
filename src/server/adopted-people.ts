import type { Person } from '../calls/index.ts';
import { present, type CallWithTimeline, type StoredCall } from '../core/index.ts';

type People = Pick<StoredCall, 'caller' | 'callerName' | 'callee'>;

/** The private fields, in their stored form, of calls that were read back at start: the values themselves are known to nobody any more. */
export interface AdoptedPeople {
  keep(calls: readonly CallWithTimeline[]): void;
  /** The record with the people that it had before the restart, where it has none now. */
  complete(record: StoredCall): StoredCall;
  /** Nobody knows any more who spoke in the calls of this person. */
  forget(person: Person): void;
}

/** Makes an empty collection. It holds as many calls as were open at start. */
export function createAdoptedPeople(): AdoptedPeople {
  const byId = new Map<string, People>();
  return {
    keep(calls) {
      for (const { call } of calls) byId.set(call.id, peopleOf(call));
    },
    forget(person) {
      for (const [id, { caller, callee }] of byId)
        if ([caller, callee].some((side) => side !== undefined && person.isStoredAs(side))) byId.delete(id);
    },
    complete(record) {
      const people = byId.get(record.id);
      return people === undefined ? record : { ...people, ...record };
    },
  };
}

function peopleOf({ caller, callerName, callee }: StoredCall): People {
  return present({ caller, callerName, callee });
}
