import { createHmac, randomBytes } from 'node:crypto';
import { boundedCache, hashLetters, hexKeyOf, PRIVACY_KEY_BYTES } from '../core/index.ts';
import { optionFault } from './option-fault.ts';

/** Ids that are remembered at least. A call is told of several times, and a hash takes longer than all else that is done with what was told. */
const REMEMBERED = 4096;

/**
 * The key that the option `privacyKey` means, a random one without it. What is the text of a server's key file, as text or as bytes, means the bytes that it means there; whatever
 * else is the key as it stands.
 */
export function privacyKeyOf(given: string | Uint8Array | undefined): Uint8Array {
  if (given === undefined) return randomBytes(PRIVACY_KEY_BYTES);
  const bytes = Buffer.from(given);
  return hexKeyOf(bytes.toString('latin1')) ?? bytes;
}

/**
 * Hashes ids with a key (HMAC-SHA-256), so that what is made of them tells nothing of them; equal texts of two domains have two hashes. Throws `CONFIG_INVALID` for an empty
 * key: everyone knows it.
 */
export function createKeyedHash(domain: string, key: string | Uint8Array): (text: string) => string {
  if (key.length === 0) throw optionFault(['privacyKey is empty; is its variable set?']);
  return boundedCache(REMEMBERED, (text) => hashLetters(createHmac('sha256', key).update(`${domain}\0${text}`, 'utf8').digest('binary')));
}
