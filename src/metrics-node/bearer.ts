import { createHash, timingSafeEqual } from 'node:crypto';

/** Something that a secret opens, known by the digest of the secret. */
export interface Lock {
  readonly digest: Buffer;
}

/**
 * The SHA-256 of a secret that a request can carry as `Authorization: Bearer`. Undefined for what is none: no text, an empty one, or one with blanks. An unset
 * variable must never become a secret that every request without one knows.
 */
export function secretDigest(secret: unknown): Buffer | undefined {
  return typeof secret === 'string' && /^\S+$/.test(secret) ? textDigest(secret) : undefined;
}

/** Whether a digest is that of the empty text, which is what `sha256sum` makes of a variable that is not set. */
export function isDigestOfNothing(digest: Buffer): boolean {
  return digest.equals(textDigest(''));
}

/** What the secret in an Authorization header opens; undefined when it carries none that is known. The time it takes does not depend on how much of one is right. */
export function findBearer<L extends Lock>(authorization: string | undefined, locks: readonly L[]): L | undefined {
  const given = secretDigest(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]);
  if (given === undefined) return undefined;
  let found: L | undefined;
  // All are compared, so that the time does not tell which one fits.
  for (const lock of locks) if (timingSafeEqual(lock.digest, given)) found = lock;
  return found;
}

/** The SHA-256 of a text. */
export function textDigest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
