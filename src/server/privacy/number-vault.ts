import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomFillSync } from 'node:crypto';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
/** 96 bits, as NIST SP 800-38D recommends for random ones. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Nonces that are drawn at once: to draw one takes a third as long as to seal a text. */
const NONCES = 256;
const HEAD_BYTES = KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** Locks texts up so that only the key of the installation opens them. */
export interface NumberVault {
  /** AES-256-GCM (NIST SP 800-38D): base64url of key id, nonce, tag and ciphertext. Another one each time. */
  seal(text: string): string;
  /** The text. Undefined when it was sealed with another key, or changed since. */
  open(sealed: string): string | undefined;
}

/** The key of raw messages. It follows from the privacy key (HKDF, RFC 5869) and tells nothing of it. */
export function rawKeyOf(privacyKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', privacyKey, '', 'ringscope raw messages', KEY_BYTES));
}

/** Makes the vault of a privacy key. Its own key is derived from that (HKDF, RFC 5869), so that neither tells the other. */
export function createNumberVault(privacyKey: Uint8Array): NumberVault {
  const key = new Uint8Array(hkdfSync('sha256', privacyKey, '', 'ringscope numbers', KEY_BYTES));
  const keyObject = createSecretKey(key);
  const nonces = Buffer.alloc(NONCE_BYTES * NONCES);
  let drawn = nonces.length;
  /** Random bytes that nobody had before. They are overwritten once all are used. */
  const nextNonce = (): Buffer => {
    if (drawn === nonces.length) {
      randomFillSync(nonces);
      drawn = 0;
    }
    drawn += NONCE_BYTES;
    return nonces.subarray(drawn - NONCE_BYTES, drawn);
  };
  const keyId = createHmac('sha256', key).update('key id').digest().subarray(0, KEY_ID_BYTES);
  return {
    seal(text) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', keyObject, nonce);
      const sealed = cipher.update(text, 'utf8');
      // GCM is a stream: nothing is left for the end but the tag.
      cipher.final();
      return Buffer.concat([keyId, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < HEAD_BYTES || !bytes.subarray(0, KEY_ID_BYTES).equals(keyId)) return undefined;
      const nonce = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(bytes.subarray(KEY_ID_BYTES + NONCE_BYTES, HEAD_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        // The tag does not fit: these are not the bytes that were sealed.
        return undefined;
      }
    },
  };
}
