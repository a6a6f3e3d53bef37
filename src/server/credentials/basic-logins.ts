import { createHmac, randomBytes } from 'node:crypto';
import type { Identity } from '../http/credentials.ts';
import type { BasicUser } from './basic-lines.ts';
import type { Passwords } from './passwords.ts';

/** A right password is not compared again for so long. */
const REMEMBER_SECONDS = 300;
const MOST_REMEMBERED = 1000;
/** bcrypt looks at no more: a longer password would be as good as its beginning. */
export const MOST_BYTES = 72;

/** A name with a password. */
interface Login {
  readonly name: string;
  readonly password: string;
}

/** Lets a password be compared when it may be, and gives what came of it. */
type Attempt = (compare: () => Promise<Identity | undefined>) => Promise<Identity | undefined>;

/** Checks Basic logins. */
export interface BasicLogins {
  /** Whose login a header carries; undefined when it is wrong. A password is compared by way of `attempt`. Throws `LOGINS_BUSY`. */
  identify(header: string, users: ReadonlyMap<string, BasicUser>, attempt: Attempt): Promise<Identity | undefined>;
}

/** Remembers right logins by a keyed digest, with the users of whom they were. `now`: monotonic seconds. */
export function createBasicLogins(passwords: Passwords, now: () => number): BasicLogins {
  const key = randomBytes(32);
  const known = new Map<string, { readonly user: BasicUser; readonly until: number }>();
  const running = new Map<string, Promise<Identity | undefined>>();

  /**
   * For a name that nobody has the hash of somebody is compared, so that the time does not tell it: always of the same one for the same name, and of any for any name,
   * for hashes may have different costs.
   */
  function standIn(name: string, users: ReadonlyMap<string, BasicUser>): BasicUser | undefined {
    const number = createHmac('sha256', key).update(name).digest().readUInt32LE();
    return [...users.values()][number % Math.max(1, users.size)];
  }

  async function check(digest: string, login: Login, users: ReadonlyMap<string, BasicUser>): Promise<Identity | undefined> {
    const user = users.get(login.name);
    const hash = (user ?? standIn(login.name, users))?.hash;
    const isRight = hash !== undefined && (await passwords.isRight(login.password, hash));
    if (!isRight || user === undefined) return undefined;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(digest, { user, until: now() + REMEMBER_SECONDS });
    return user.identity;
  }

  return {
    async identify(header, users, attempt) {
      const login = readLogin(header);
      if (login === undefined) return undefined;
      const digest = createHmac('sha256', key).update(header).digest('base64');
      const found = known.get(digest);
      // Once the file has changed, its users are others.
      if (found !== undefined && found.until > now() && users.get(login.name) === found.user) return found.user.identity;
      known.delete(digest);
      // A page that asks for many things at once is one login.
      const same = running.get(digest);
      if (same !== undefined) return same;
      const checking = attempt(async () => check(digest, login, users)).finally(() => running.delete(digest));
      running.set(digest, checking);
      return checking;
    },
  };
}

/** Whether a text is one that is compared as a whole. */
export function isPassword(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= MOST_BYTES && !text.includes('\0');
}

function readLogin(header: string): Login | undefined {
  const text = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  const login = text === undefined ? '' : Buffer.from(text, 'base64').toString('utf8');
  const colon = login.indexOf(':');
  const password = login.slice(colon + 1);
  return colon <= 0 || !isPassword(password) ? undefined : { name: login.slice(0, colon), password };
}
