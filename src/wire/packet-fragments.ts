import type { IpPacket } from './packet-ip.ts';

const MAX_OPEN = 256;
const MAX_PACKET_BYTES = 65_535;

interface Open {
  readonly parts: { readonly offset: number; readonly body: Uint8Array }[];
  receivedBytes: number;
  totalBytes: number | undefined;
  /** What the first fragment says the packet is; later ones say nothing in IPv6. */
  protocol: number;
}

/** Joins fragments of IP packets. */
export interface FragmentJoiner {
  /** The whole packet when this one is whole or completes one. Undefined while fragments are missing. */
  join(packet: IpPacket): IpPacket | undefined;
  /** Packets given up because fragments never came. */
  lost(): number;
}

/** Makes a joiner that holds at most 256 incomplete packets; beyond that the oldest is given up. */
export function createFragmentJoiner(): FragmentJoiner {
  const open = new Map<string, Open>();
  let lost = 0;
  return {
    join(packet) {
      const { fragment } = packet;
      if (fragment === undefined) return packet;
      const key = `${packet.src} ${packet.dst} ${fragment.id}`;
      let one = open.get(key);
      if (one === undefined) {
        const oldest = open.keys().next();
        if (open.size >= MAX_OPEN && oldest.done !== true) {
          open.delete(oldest.value);
          lost += 1;
        }
        one = { parts: [], receivedBytes: 0, totalBytes: undefined, protocol: packet.protocol };
        open.set(key, one);
      }
      if (one.parts.some((part) => part.offset === fragment.offset)) return undefined;
      if (fragment.offset === 0) one.protocol = packet.protocol;
      if (fragment.isLast) one.totalBytes = fragment.offset + packet.body.length;
      // A copy: the view would keep its whole file chunk alive.
      one.parts.push({ offset: fragment.offset, body: packet.body.slice() });
      one.receivedBytes += packet.body.length;
      if (one.receivedBytes > MAX_PACKET_BYTES) {
        open.delete(key);
        lost += 1;
        return undefined;
      }
      if (one.totalBytes === undefined || one.receivedBytes < one.totalBytes) return undefined;
      open.delete(key);
      const body = assemble(one, one.totalBytes);
      if (body === undefined) lost += 1;
      return body === undefined ? undefined : { src: packet.src, dst: packet.dst, protocol: one.protocol, body, isCut: packet.isCut };
    },
    lost: () => lost + open.size,
  };
}

/** The parts in one piece. Undefined when they overlap or leave a gap. */
function assemble({ parts }: Open, totalBytes: number): Uint8Array | undefined {
  const body = new Uint8Array(totalBytes);
  let next = 0;
  for (const part of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (part.offset !== next || part.offset + part.body.length > totalBytes) return undefined;
    body.set(part.body, part.offset);
    next += part.body.length;
  }
  return next === totalBytes ? body : undefined;
}
