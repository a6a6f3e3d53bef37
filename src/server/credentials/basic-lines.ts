import { TeleError } from '../../core/index.ts';
import { type Identity, ROLE } from '../http/credentials.ts';
import { parseRoles } from './token-lines.ts';

/** A comparison of the next higher cost takes twice as long: this one a third of a second. */
export const MOST_COST = 12;
/** bcrypt knows none below. */
const LEAST_COST = 4;
/** Printable, without a colon, which ends it. */
const NAME = /^[\x21-\x39\x3b-\x7e]{1,64}$/;

/** A user with the bcrypt hash of his password. */
export interface BasicUser {
  readonly identity: Identity;
  readonly hash: string;
}

/**
 * Reads the text of a file as `htpasswd -B` writes it: `name:<bcrypt hash>`, and after a blank the roles with commas between them, `read` when there are none. Empty
 * lines and those that begin with `#` are skipped. Throws `BASIC_FILE_INVALID` with the line, and never quotes it.
 */
export function parseBasicLines(text: string, path: string): ReadonlyMap<string, BasicUser> {
  const users = new Map<string, BasicUser>();
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    const user = readUser(words);
    const fault = typeof user === 'string' ? user : users.has(user.identity.name) ? 'has the name of another line' : undefined;
    if (fault !== undefined) throw new TeleError('BASIC_FILE_INVALID', `Line ${index + 1} of the file ${path} ${fault}.`);
    if (typeof user !== 'string') users.set(user.identity.name, user);
  }
  return users;
}

/** Whether a user may have this name. */
export function isUserName(name: string): boolean {
  return NAME.test(name);
}

/** A user, or what is wrong with his line. */
function readUser(line: string): BasicUser | string {
  const [login = '', roles = 'read', ...rest] = line.split(/\s+/);
  const colon = login.indexOf(':');
  const [name, hash] = [login.slice(0, Math.max(0, colon)), login.slice(colon + 1)];
  if (!isUserName(name)) return 'does not begin with the name of a user and a colon';
  const cost = Number(/^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash)?.[1] ?? 0);
  if (cost < LEAST_COST) return 'has no bcrypt hash; `ringscope password NAME` makes one';
  if (cost > MOST_COST) return `has a bcrypt hash of cost ${cost}, and ${MOST_COST} is the most: each more doubles what a login takes`;
  const known = parseRoles(roles);
  if (known === undefined || rest.length > 0) return `names a role that is not one of ${ROLE.join(', ')}`;
  return { identity: { name, roles: new Set(known) }, hash };
}
