import ipaddr from 'ipaddr.js';

/** A network: the address family, the bytes of its first address and the number of bits that count. */
export interface Cidr {
  /** 4 or 16 bytes. */
  readonly bytes: readonly number[];
  readonly prefixBits: number;
}

/** Reads an IPv4 or IPv6 address into its bytes; an IPv4 address mapped into IPv6 is an IPv4 address. Undefined when it is none. */
export function parseAddress(text: string): readonly number[] | undefined {
  // The library also takes `1` and `0x7f.1` for IPv4, which nobody means.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text).toByteArray() : undefined;
}

/** Reads a network in CIDR notation; a bare address is a network of one. Undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const bytes = parseAddress(address);
  if (bytes === undefined) return undefined;
  if (slash < 0) return { bytes, prefixBits: bytes.length * 8 };
  const length = text.slice(slash + 1);
  // The prefix of a mapped address counts from the start of the IPv6 form.
  const mappedBits = bytes.length === 4 && address.includes(':') ? 96 : 0;
  const prefixBits = Number(length) - mappedBits;
  if (!/^\d{1,3}$/.test(length) || prefixBits < 0 || prefixBits > bytes.length * 8) return undefined;
  return { bytes: maskBytes(bytes, prefixBits), prefixBits };
}

/** Whether an address, as `parseAddress` gives it, lies in a network. */
export function isWithin(address: readonly number[], network: Cidr): boolean {
  if (address.length !== network.bytes.length) return false;
  return maskBytes(address, network.prefixBits).every((byte, index) => byte === network.bytes[index]);
}

/** The text under which equal networks are equal. */
export function cidrKey(network: Cidr): string {
  return `${network.bytes.join('.')}/${network.prefixBits}`;
}

function maskBytes(bytes: readonly number[], prefixBits: number): readonly number[] {
  return bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
}
