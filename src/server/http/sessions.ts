import { createHash, randomBytes } from 'node:crypto';

/** A session that nobody used for so long is over. */
const IDLE_SECONDS = 8 * 3600;
/** And each one so long after its login. */
const MOST_SECONDS = 7 * 86_400;
/** In all; beyond, the one that was not used for the longest time ends. */
const MOST_SESSIONS = 1024;
/** Of one name: nobody ends the sessions of others by logging in often. */
const MOST_OF_ONE = 32;
const ID_BYTES = 32;

/** What browsers log in to. They show an id; what it stands for stays here. */
export interface Sessions {
  /** Begins one with an Authorization header that was right. The result is its id. */
  begin(authorization: string, name: string): string;
  /** The Authorization header with which a session began, which is used by this. Undefined for what is none, or is over. */
  authorizationOf(id: string): string | undefined;
  /** The same without using it: who only goes on listening does not keep a session from its end. */
  peek(id: string): string | undefined;
  end(id: string): void;
  /** Calls `told` once, when somebody ends a session. Returns what takes that back. */
  onEnd(id: string, told: () => void): () => void;
}

interface Session {
  readonly authorization: string;
  readonly name: string;
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
    for (const [key, one] of table) if (isOver(one)) table.delete(key);
    const own = [...table].filter(([, one]) => one.name === name);
    for (const [key] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) table.delete(key);
    const [oldest] = table.size >= MOST_SESSIONS ? table.keys() : [];
    if (oldest !== undefined) table.delete(oldest);
  }

  return {
    begin(authorization, name) {
      makeRoom(name);
      const id = randomBytes(ID_BYTES).toString('base64url');
      table.set(keyOf(id), { authorization, name, begunAt: now(), usedAt: now() });
      return id;
    },
    authorizationOf(id) {
      const key = keyOf(id);
      const found = table.get(key);
      if (found === undefined) return undefined;
      table.delete(key);
      if (isOver(found)) return undefined;
      table.set(key, { ...found, usedAt: now() });
      return found.authorization;
    },
    peek(id) {
      const found = table.get(keyOf(id));
      return found === undefined || isOver(found) ? undefined : found.authorization;
    },
    end(id) {
      const key = keyOf(id);
      table.delete(key);
      const all = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const told of all) told();
    },
    onEnd(id, told) {
      const key = keyOf(id);
      const all = waiting.get(key) ?? new Set();
      waiting.set(key, all.add(told));
      return () => {
        all.delete(told);
        if (all.size === 0 && waiting.get(key) === all) waiting.delete(key);
      };
    },
  };
}

/** No comparison of ids takes a time that tells how much of one is right. */
function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
