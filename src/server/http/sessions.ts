import { hashSecret, makeSecret } from './session-secret.ts';
import { createSessionTickets, type SessionTickets } from './session-tickets.ts';

/** A session that nobody used for so long is over. */
const IDLE_SECONDS = 8 * 3600;
/** And each one so long after its login. */
const MOST_SECONDS = 7 * 86_400;
/** In all; beyond, the one that was not used for the longest time ends. */
const MOST_SESSIONS = 1024;
/** Of one name: nobody ends the sessions of others by logging in often. */
const MOST_OF_ONE = 32;

/** The secrets of a session that a browser shows. */
export interface ShownSession {
  /** Value of its cookie, which browsers send to every port of the host. */
  readonly id: string;
  /** The key, which the page alone knows. */
  readonly key?: string | undefined;
  /** Takes the place of the key once, in a link that the browser follows by itself. */
  readonly ticket?: string | undefined;
}

/** A session whose id and key were shown. */
export interface OpenedSession {
  /** Its name in the table, which is no secret. */
  readonly place: string;
  /** The Authorization header with which it began. */
  readonly authorization: string;
}

/** Sessions of browsers. They show an id and a key; the credentials that these stand for stay here. */
export interface Sessions {
  /** Begins one with an Authorization header that was right. */
  begin(authorization: string, name: string): { readonly id: string; readonly key: string };
  /** The session that is shown, which is used by this. Undefined for what is none, or is over, and for an id with neither its key nor a ticket. */
  open(shown: ShownSession): OpenedSession | undefined;
  /** The Authorization header of a session without using it: who only goes on listening does not keep a session from its end. */
  peek(place: string): string | undefined;
  /** Makes a ticket of a session. Undefined when that is over. */
  ticketOf(place: string): string | undefined;
  end(place: string): void;
  /** Calls `told` once, when somebody ends a session. Returns what takes that back. */
  onEnd(place: string, told: () => void): () => void;
}

interface Session {
  readonly authorization: string;
  readonly name: string;
  readonly keyHash: string;
  readonly tickets: SessionTickets;
  readonly begunAt: number;
  readonly usedAt: number;
}

/** Makes an empty table, which lasts as long as the process. `now`: monotonic seconds. */
export function createSessions(now: () => number): Sessions {
  // By the hash of the id, the one first that was not used for the longest time.
  const table = new Map<string, Session>();
  const waiting = new Map<string, Set<() => void>>();

  function isOver({ begunAt, usedAt }: Session): boolean {
    return now() >= Math.min(usedAt + IDLE_SECONDS, begunAt + MOST_SECONDS);
  }

  function makeRoom(name: string): void {
    for (const [place, one] of table) if (isOver(one)) table.delete(place);
    const own = [...table].filter(([, one]) => one.name === name);
    for (const [place] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) table.delete(place);
    const [oldest] = table.size >= MOST_SESSIONS ? table.keys() : [];
    if (oldest !== undefined) table.delete(oldest);
  }

  return {
    begin(authorization, name) {
      makeRoom(name);
      const [id, key] = [makeSecret(), makeSecret()];
      const tickets = createSessionTickets(now);
      table.set(hashSecret(id), { authorization, name, keyHash: hashSecret(key), tickets, begunAt: now(), usedAt: now() });
      return { id, key };
    },
    open({ id, key, ticket }) {
      const place = hashSecret(id);
      const found = table.get(place);
      if (found === undefined || isOver(found)) return undefined;
      const isWhole = key === undefined ? ticket !== undefined && found.tickets.take(ticket) : hashSecret(key) === found.keyHash;
      if (!isWhole) return undefined;
      table.delete(place);
      table.set(place, { ...found, usedAt: now() });
      return { place, authorization: found.authorization };
    },
    peek(place) {
      const found = table.get(place);
      return found === undefined || isOver(found) ? undefined : found.authorization;
    },
    ticketOf: (place) => table.get(place)?.tickets.make(),
    end(place) {
      table.delete(place);
      const all = waiting.get(place) ?? [];
      waiting.delete(place);
      for (const told of all) told();
    },
    onEnd(place, told) {
      const all = waiting.get(place) ?? new Set();
      waiting.set(place, all.add(told));
      return () => {
        all.delete(told);
        if (all.size === 0 && waiting.get(place) === all) waiting.delete(place);
      };
    },
  };
}
