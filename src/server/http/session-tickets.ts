import { hashSecret, makeSecret } from './session-secret.ts';

/** The time for which a ticket holds: a browser follows a link at once. */
const TICKET_SECONDS = 30;
/** Tickets of a session at a time; beyond, the oldest opens nothing any more. */
const MOST_TICKETS = 16;

/** The tickets of one session: each takes the place of its key once. */
export interface SessionTickets {
  make(): string;
  /** Takes a ticket away. The result is whether it still held. */
  take(ticket: string): boolean;
}

/** Makes an empty table. `now`: monotonic seconds. */
export function createSessionTickets(now: () => number): SessionTickets {
  // The times until which they hold, by their hashes, the oldest first.
  const table = new Map<string, number>();
  return {
    make() {
      const ticket = makeSecret();
      table.set(hashSecret(ticket), now() + TICKET_SECONDS);
      const [oldest] = table.size > MOST_TICKETS ? table.keys() : [];
      if (oldest !== undefined) table.delete(oldest);
      return ticket;
    },
    take(ticket) {
      const hash = hashSecret(ticket);
      const until = table.get(hash);
      table.delete(hash);
      return until !== undefined && now() < until;
    },
  };
}
