import ipaddr from 'ipaddr.js';
import type { Hep } from '../wire/index.ts';
import { TwoPlaceCache } from './two-place-cache.ts';

/** 8192 addresses with their ports. */
const CACHE_BITS = 13;
const PORTS = 65_536;

/** Makes the text of the two ends of a HEP frame: `address:port`, `[address]:port`, or `unknown:port` for a frame without address. */
export class HepEndpoints {
  readonly #v4 = new TwoPlaceCache<string>(CACHE_BITS);

  src(hep: Hep): string {
    return this.#text(hep, hep.srcStart, hep.srcEnd, hep.srcPort);
  }

  dst(hep: Hep): string {
    return this.#text(hep, hep.dstStart, hep.dstEnd, hep.dstPort);
  }

  #text(hep: Hep, start: number, end: number, port: number): string {
    if (end - start < 4) return `unknown:${port}`;
    const { bytes } = hep;
    if (hep.isV6) return `[${formatV6(bytes.subarray(start, end))}]:${port}`;
    let key = port;
    let scale = PORTS;
    for (let at = end - 1; at >= start; at -= 1) {
      key += (bytes[at] ?? 0) * scale;
      scale *= 256;
    }
    return this.#v4.get(key) ?? this.#v4.set(key, `${bytes[start]}.${bytes[start + 1]}.${bytes[start + 2]}.${bytes[start + 3]}:${port}`);
  }
}

function formatV6(bytes: Uint8Array): string {
  const whole = Array.from({ length: 16 }, (_, index) => bytes[index] ?? 0);
  return new ipaddr.IPv6(whole).toRFC5952String();
}
