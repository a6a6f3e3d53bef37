import { createHmac } from 'node:crypto';
import { hashLetters } from '../../core/index.ts';

/** HMAC-SHA-256 of a text, shortened to 16 letters. */
export function keyedHash(key: Uint8Array, text: string): string {
  return hashLetters(createHmac('sha256', key).update(text, 'utf8').digest());
}

/** A 32-bit seed that the key determines and that tells nothing of it. */
export function keyedSeed(key: Uint8Array): number {
  return createHmac('sha256', key).update('ringscope hash seed', 'utf8').digest().readUInt32BE(0);
}
