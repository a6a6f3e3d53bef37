import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** 96 bits, as NIST SP 800-38D recommends for random ones. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Length of what follows, first and last arrival. */
export const HEAD_BYTES = 4 + 8 + 8;
const COMPRESSION = 6;
/** What one block unpacks to at most: blocks are made of less. */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** What stands before a block. */
export interface RawBlockHead {
  /** Bytes of the block behind its head. */
  readonly lengthBytes: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Packs, compresses and encrypts messages (AES-256-GCM, NIST SP 800-38D), with their times before it in the clear. */
export function sealBlock(messages: Uint8Array, firstAt: number, lastAt: number, key: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(HEAD_BYTES));
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(deflateRawSync(messages, { level: COMPRESSION })), cipher.final()]);
  head.setUint32(0, NONCE_BYTES + TAG_BYTES + sealed.length);
  head.setFloat64(4, firstAt);
  head.setFloat64(12, lastAt);
  return Buffer.concat([new Uint8Array(head.buffer), nonce, cipher.getAuthTag(), sealed]);
}

/** The head at a place in a file. Undefined when there is no whole one. */
export function readHead(bytes: Uint8Array, at: number): RawBlockHead | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEAD_BYTES);
  return { lengthBytes: view.getUint32(0), firstAt: view.getFloat64(4), lastAt: view.getFloat64(12) };
}

/** The messages of a block without its head. Undefined when it was sealed with another key, or is damaged. */
export function openBlock(block: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  if (block.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, block.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(block.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const packed = Buffer.concat([decipher.update(block.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return inflateRawSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    // The tag does not fit, or what it guards is no compressed data.
    return undefined;
  }
}
