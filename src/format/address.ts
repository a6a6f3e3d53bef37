import type { ByteWriter } from '../core/index.ts';
import { ADDRESS_BYTES } from './wire-type.ts';

/** What stands behind each number of an address but the last. */
const SEPARATORS = [46, 46, 46, 58];
const [ZERO, NINE] = [48, 57];
const PORTS = 65_536;

// Hot: several per message, so no pattern.
/** An IPv4 address with its port as one number, 2^16 times the address plus the port; -1 for any other text and for another spelling than the usual one. */
export function addressNumber(text: string): number {
  let host = 0;
  let separators = 0;
  let value = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      // A number has no zero in front.
      if (digits > 0 && value === 0) return -1;
      value = value * 10 + code - ZERO;
      digits += 1;
    } else {
      if (code !== SEPARATORS[separators] || digits === 0 || value > 255) return -1;
      host = host * 256 + value;
      separators += 1;
      value = 0;
      digits = 0;
    }
  }
  return separators === SEPARATORS.length && digits > 0 && value < PORTS ? host * PORTS + value : -1;
}

/** Writes such a number, highest byte first. */
export function writeAddress(out: ByteWriter, address: number): void {
  const host = address / PORTS;
  out.byte(host / 2 ** 24);
  out.byte((host >>> 16) & 255);
  out.byte((host >>> 8) & 255);
  out.byte(host & 255);
  out.byte((address >>> 8) & 255);
  out.byte(address & 255);
}

/** The number of the six bytes from a place on. */
export function addressAt(bytes: Uint8Array, from: number): number {
  let address = 0;
  for (let at = from; at < from + ADDRESS_BYTES; at += 1) address = address * 256 + (bytes[at] ?? 0);
  return address;
}

/** The text of such a number. */
export function addressText(address: number): string {
  const host = Math.floor(address / PORTS);
  return `${host >>> 24}.${(host >>> 16) & 255}.${(host >>> 8) & 255}.${host & 255}:${address % PORTS}`;
}
