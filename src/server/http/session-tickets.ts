import { hashSecret, makeSecret } from './session-secret.ts';

/** A browser follows a link at once. */
const TICKET_SECONDS = 30;
/** Beyond, the oldest opens nothing any more. */
const MOST_TICKETS = 16;

/** The tickets of one session: each takes the place of its key once. */
export interface SessionTickets {
  make(): string;
  /** Whether this is a ticket that still holds, which it does no more from then on. */
  take(ticket: string): boolean;
}

/** Makes an empty box of them. `now`: monotonic seconds. */
export function createSessionTickets(now: () => number): SessionTickets {
  // Until when each holds, by its hash, the oldest first.
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
