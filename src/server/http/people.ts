import { type PRIVACY_ACCESS, TeleError } from '../../core/index.ts';
import { MAIN_DEADLINE_SECONDS, refuse, type AppContext } from './app-context.ts';
import type { ApiContext } from './route.ts';

/** Searches by number within one minute: enough for a person who looks for calls, too few to try all numbers. */
const MAX_SEARCHES = 30;
const MINUTE = 60;

type PeopleAccess = (typeof PRIVACY_ACCESS)[number];

/** Guards what needs the number of a person. */
export interface People {
  /** The keyed hash of a number. Throws `FORBIDDEN` without the role `pii`, `RATE_LIMITED` beyond 30 in a minute, `BAD_REQUEST` when it is no number. Each access is logged and counted. */
  hashOf(number: string, access: PeopleAccess, request: ApiContext): Promise<string>;
  /** Lets a request see the numbers of a call. Throws `FORBIDDEN` without the role `pii`. Each access is logged and counted. */
  reveal(request: ApiContext): Promise<void>;
}

/** Makes the guard of one server. */
export function createPeople(context: AppContext): People {
  let minute = Number.NaN;
  let searches = 0;
  return {
    async hashOf(number, access, request) {
      requirePii(request);
      const current = Math.floor(context.now() / MINUTE);
      searches = current === minute ? searches + 1 : 1;
      minute = current;
      if (searches > MAX_SEARCHES)
        throw new TeleError('RATE_LIMITED', `There were more than ${MAX_SEARCHES} searches by number within this minute.`);
      const hash = context.hashNumber(number);
      if (hash === undefined) refuse('The parameter with the number holds no number in international form, e.g. +4930123456.');
      await context.main.call('audit', { access }, MAIN_DEADLINE_SECONDS);
      return hash;
    },
    async reveal(request) {
      requirePii(request);
      await context.main.call('audit', { access: 'reveal' }, MAIN_DEADLINE_SECONDS);
    },
  };
}

function requirePii(request: ApiContext): void {
  if (!request.var.roles.has('pii')) throw new TeleError('FORBIDDEN', 'The numbers of people need a token with the role pii.');
}
