import { type PRIVACY_ACCESS, pseudonymIn, TeleError } from '../../core/index.ts';
import type { PersonSearch } from '../privacy/number-ends.ts';
import { MAIN_DEADLINE_SECONDS, refuse, type AppContext } from './app-context.ts';
import { createCallIdTries, type KnownCall } from './call-id-tries.ts';
import type { ApiContext } from './route.ts';

/** Searches by number within one minute: enough for a person who looks for calls, too few to try all numbers. */
const MAX_SEARCHES = 30;
const MINUTE = 60;
/** Longer than any number or user. */
const MAX_LENGTH = 256;

type PeopleAccess = (typeof PRIVACY_ACCESS)[number];

/** Calls that were found by an id. */
export interface FoundCalls {
  readonly calls: readonly { readonly call: KnownCall }[];
}

/** Guards what needs the number of a person. */
export interface People {
  /** The keyed hash of a number, an extension or a user. Throws `FORBIDDEN` without the role `pii`, `RATE_LIMITED` beyond 30 in a minute, `BAD_REQUEST` when it is none. Each access is logged and counted. */
  hashOf(person: string, access: PeopleAccess, request: ApiContext): Promise<string>;
  /** What leads to the calls of a number, an extension or a user, or of all whose numbers have an end. Guarded in the same way, but for a pseudonym as lists show it. */
  searchFor(person: string, request: ApiContext): Promise<PersonSearch>;
  /**
   * Finds calls by a text that may be a Call-ID as it was on the wire. Where no list shows it, it may hold a number: then it is logged and counted as a search. Throws `RATE_LIMITED`
   * beyond 60 different ones in a minute of one name, whether there is a call or not.
   */
  findByCallId<F extends FoundCalls>(text: string, request: ApiContext, find: () => Promise<F>): Promise<F>;
  /** Lets a request see the numbers of a call. Throws `FORBIDDEN` without the role `pii`. Each access is logged and counted. */
  reveal(request: ApiContext): Promise<void>;
}

/** Makes the guard of one server. */
export function createPeople(context: Pick<AppContext, 'now' | 'main' | 'output' | 'hashPerson' | 'searchPerson'>): People {
  let minute = Number.NaN;
  let searches = 0;
  const tries = createCallIdTries(context.now);
  /** The text without blanks around it, once it may be looked for. */
  async function allow(person: string, access: PeopleAccess, request: ApiContext): Promise<string> {
    requirePii(request);
    const current = Math.floor(context.now() / MINUTE);
    searches = current === minute ? searches + 1 : 1;
    minute = current;
    if (searches > MAX_SEARCHES)
      throw new TeleError('RATE_LIMITED', `There were more than ${MAX_SEARCHES} searches by number within this minute.`);
    if (person.trim() === '' || person.length > MAX_LENGTH)
      refuse(`The parameter with the number is empty or longer than ${MAX_LENGTH} characters.`);
    await context.main.call('audit', { access, ...whoAsks(request) }, MAIN_DEADLINE_SECONDS);
    return person.trim();
  }
  return {
    hashOf: async (person, access, request) => context.hashPerson(await allow(person, access, request)),
    async searchFor(person, request) {
      const start = pseudonymIn(person.trim());
      // Who may read the lists sees it there.
      if (start === undefined || context.output === 'off') await allow(person, 'search', request);
      return start === undefined ? context.searchPerson(person.trim()) : { start };
    },
    async findByCallId(text, request, find) {
      const { name } = request.var.identity;
      tries.refuse(name, text);
      const found = await find();
      const isTry = tries.add(
        name,
        text,
        found.calls.map(({ call }) => call),
      );
      if (isTry) await context.main.call('audit', { access: 'search', ...whoAsks(request) }, MAIN_DEADLINE_SECONDS);
      return found;
    },
    async reveal(request) {
      requirePii(request);
      await context.main.call('audit', { access: 'reveal', ...whoAsks(request) }, MAIN_DEADLINE_SECONDS);
    },
  };
}

function requirePii(request: ApiContext): void {
  if (!request.var.identity.roles.has('pii')) throw new TeleError('FORBIDDEN', 'The numbers of people need a token with the role pii.');
}

function whoAsks({ var: { identity, address } }: ApiContext): { readonly name: string; readonly address: string } {
  return { name: identity.name, address };
}
