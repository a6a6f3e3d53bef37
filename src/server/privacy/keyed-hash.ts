import { createHmac } from 'node:crypto';
import { hashLetters, type PrivateKind } from '../../core/index.ts';

/** What a keyed hash is made of. Equal texts of two domains have hashes that have nothing to do with each other. */
export type HashDomain = 'call-id' | 'record' | 'key-check' | PrivateKind;

/** HMAC-SHA-256 of a text in its domain, shortened to 16 letters. */
export function keyedHash(key: Uint8Array, domain: HashDomain, text: string): string {
  return hashLetters(createHmac('sha256', key).update(`${domain}\0${text}`, 'utf8').digest('binary'));
}

/** What only this key makes, and what tells nothing of it. */
export function keyCheckOf(key: Uint8Array): string {
  return keyedHash(key, 'key-check', '');
}

/** A 32-bit seed that the key determines and that tells nothing of it. */
export function keyedSeed(key: Uint8Array): number {
  return createHmac('sha256', key).update('hash-seed\0', 'utf8').digest().readUInt32BE(0);
}
