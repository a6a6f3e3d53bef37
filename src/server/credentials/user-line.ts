import { hash } from 'bcryptjs';
import { TeleError } from '../../core/index.ts';
import type { Role } from '../http/credentials.ts';
import { isUserName, MOST_COST } from './basic-lines.ts';
import { isPassword, MOST_BYTES } from './basic-logins.ts';

/** The line of a user for the file of `auth.basic_file`, with the bcrypt hash of his password, which is asked for when the name will do. Throws `BAD_REQUEST` for a name or a password with which nobody could log in. */
export async function userLine(name: string, roles: readonly Role[], askPassword: () => Promise<string>): Promise<string> {
  if (!isUserName(name))
    throw new TeleError('BAD_REQUEST', 'The name of a user is 1 to 64 printable characters of ASCII without a blank or a colon.');
  const password = await askPassword();
  if (!isPassword(password))
    throw new TeleError('BAD_REQUEST', `A password is 1 to ${MOST_BYTES} bytes long and has no zero byte: bcrypt looks at no more.`);
  return `${name}:${await hash(password, MOST_COST)} ${roles.join(',')}`;
}
