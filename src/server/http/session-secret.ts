import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** Makes a secret of 256 random bits that a cookie, a header and a URL take as it is. */
export function makeSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** Hashes a secret for storage. The time of comparing hashes reveals nothing of a secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
