import { timingSafeEqual } from 'node:crypto';
import { MetricError } from '../metrics/index.ts';
import { textDigest } from './bearer.ts';

/** A user and the password that a request carries as `Authorization: Basic` (RFC 7617). */
export interface BasicAuth {
  /** Not empty, and without a colon. */
  readonly username: string;
  /** Not empty. */
  readonly password: string;
}

/** Whether an Authorization header is that of this user. The time it takes does not depend on how much of it is right. Throws `METRICS_KEY_INVALID` for half a login. */
export function basicLock({ username, password }: BasicAuth): (authorization: string | undefined) => boolean {
  if (!isText(username) || !isText(password) || username.includes(':'))
    throw new MetricError(
      'METRICS_KEY_INVALID',
      'Basic authentication needs a user without a colon and a password; are their variables set?',
    );
  const wanted = textDigest(`${username}:${password}`);
  return (authorization) => {
    const [, given] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(textDigest(Buffer.from(given, 'base64').toString()), wanted);
  };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
