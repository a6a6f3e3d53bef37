import type { ByteReader, ByteWriter } from '../../core/index.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const KEYED_HASH = /^[a-z2-7]{16}$/;
const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/;
const HEX = /^(?:[0-9a-f]{2})+$/;

/** What stands before a text: one of these forms, or `TEXT` plus the length of its UTF-8. */
const HASH_FORM = 0;
const ADDRESS_FORM = 1;
const HEX_FORM = 2;
const TEXT = 3;

/** Writes a text; keyed hashes take 11 bytes, IPv4 addresses with a port 7, hex digits half their number. */
export function writeText(out: ByteWriter, text: string): void {
  if (text.length === 16 && KEYED_HASH.test(text)) {
    out.byte(HASH_FORM);
    writeHash(out, text);
    return;
  }
  const address = text.length <= 21 ? ADDRESS.exec(text) : null;
  if (address !== null && writeAddress(out, text, address)) return;
  if (text.length > 4 && HEX.test(text)) {
    out.byte(HEX_FORM);
    out.block(Buffer.from(text, 'hex'));
    return;
  }
  const bytes = Buffer.from(text, 'utf8');
  out.varint(TEXT + bytes.length);
  out.bytes(bytes);
}

/** The text that `writeText` wrote. */
export function readText(input: ByteReader): string {
  const form = input.varint();
  switch (form) {
    case HASH_FORM:
      return readHash(input.bytes(10));
    case ADDRESS_FORM: {
      const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = input.bytes(6);
      return `${a}.${b}.${c}.${d}:${high * 256 + low}`;
    }
    case HEX_FORM:
      return Buffer.from(input.block()).toString('hex');
    default:
      return Buffer.from(input.bytes(form - TEXT)).toString('utf8');
  }
}

function writeHash(out: ByteWriter, text: string): void {
  // Eight letters of 5 bits are five bytes.
  for (let at = 0; at < 16; at += 8) {
    const high = fiveBits(text, at) * 32768 + fiveBits(text, at + 1) * 1024 + fiveBits(text, at + 2) * 32 + fiveBits(text, at + 3);
    const low = fiveBits(text, at + 4) * 32768 + fiveBits(text, at + 5) * 1024 + fiveBits(text, at + 6) * 32 + fiveBits(text, at + 7);
    out.byte(high >>> 12);
    out.byte((high >>> 4) & 255);
    out.byte(((high & 15) << 4) | (low >>> 16));
    out.byte((low >>> 8) & 255);
    out.byte(low & 255);
  }
}

function fiveBits(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 97 ? code - 97 : code - 24;
}

function readHash(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const high = ((bytes[at] ?? 0) << 12) | ((bytes[at + 1] ?? 0) << 4) | ((bytes[at + 2] ?? 0) >>> 4);
    const low = (((bytes[at + 2] ?? 0) & 15) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    for (const half of [high, low]) for (let shift = 15; shift >= 0; shift -= 5) text += ALPHABET.charAt((half >>> shift) & 31);
  }
  return text;
}

/** False, and nothing written, when the address has another spelling than the usual one. */
function writeAddress(out: ByteWriter, text: string, match: RegExpExecArray): boolean {
  const [a = 0, b = 0, c = 0, d = 0, port = 0] = match.slice(1).map(Number);
  if (port > 65_535 || Math.max(a, b, c, d) > 255 || `${a}.${b}.${c}.${d}:${port}` !== text) return false;
  for (const byte of [ADDRESS_FORM, a, b, c, d, port >>> 8, port & 255]) out.byte(byte);
  return true;
}
