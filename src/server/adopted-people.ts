import type { Person } from '../calls/index.ts';
import { MAX_ENDS, present, type CallWithTimeline, type StoredCall } from '../core/index.ts';

type People = Pick<StoredCall, 'caller' | 'callerName' | 'callee' | 'ends'>;

/** The private fields, in their stored form, of calls that were read back at start: the values themselves are known to nobody any more. */
export interface AdoptedPeople {
  keep(calls: readonly CallWithTimeline[]): void;
  /** The record with the people that it had before the restart: the first ones stand. */
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
      for (const [id, people] of byId) {
        if ([people.caller, people.callee].some((side) => side !== undefined && person.isStoredAs(side))) byId.delete(id);
        else if (people.ends !== undefined) byId.set(id, { ...people, ends: people.ends.filter((end) => !person.hasEnd(end)) });
      }
    },
    complete(record) {
      const people = byId.get(record.id);
      if (people === undefined) return record;
      const ends = [...new Set([...(people.ends ?? []), ...(record.ends ?? [])])].slice(0, MAX_ENDS);
      return { ...record, ...people, ...(ends.length === 0 ? {} : { ends }) };
    },
  };
}

function peopleOf({ caller, callerName, callee, ends }: StoredCall): People {
  return present({ caller, callerName, callee, ends });
}
