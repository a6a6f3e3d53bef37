import type { IpPacket } from './packet-ip.ts';

const MAX_OPEN = 256;
const MAX_PACKET_BYTES = 65_535;

type Part = NonNullable<IpPacket['fragment']>;

interface Open {
  readonly parts: { readonly offset: number; readonly body: Uint8Array }[];
  receivedBytes: number;
  totalBytes: number | undefined;
  /** What the first fragment says the packet is; later ones say nothing in IPv6. */
  protocol: number;
  /** A fragment was captured in part, so the packet can never be whole. */
  isCut: boolean;
  /** Its first fragment was given as all that there will be. */
  isGiven: boolean;
}

/** Joins fragments of IP packets. */
export interface FragmentJoiner {
  /**
   * The whole packet when this one is whole or completes one. Undefined while fragments are missing. Of a packet one of whose fragments was captured in
   * part, the first fragment, as a packet with missing bytes.
   */
  join(packet: IpPacket): IpPacket | undefined;
  /** Packets given up because fragments never came. */
  lost(): number;
}

/** Makes a joiner that holds at most 256 incomplete packets; beyond that the oldest is given up. */
export function createFragmentJoiner(): FragmentJoiner {
  const open = new Map<string, Open>();
  let lost = 0;

  const openOf = (key: string, protocol: number, fragment: Part): Open => {
    const known = open.get(key);
    if (known !== undefined && !(known.isGiven && fragment.offset === 0)) return known;
    open.delete(key);
    const oldest = open.entries().next();
    if (open.size >= MAX_OPEN && oldest.done !== true) {
      open.delete(oldest.value[0]);
      if (!oldest.value[1].isGiven) lost += 1;
    }
    const made = { parts: [], receivedBytes: 0, totalBytes: undefined, protocol, isCut: false, isGiven: false };
    open.set(key, made);
    return made;
  };

  return {
    join(packet) {
      const { fragment } = packet;
      if (fragment === undefined) return packet;
      const key = `${packet.src} ${packet.dst} ${fragment.id}`;
      const one = openOf(key, packet.protocol, fragment);
      if (one.isGiven) return undefined;
      addPart(one, packet, fragment);
      if (one.isCut) return giveFirst(one, packet);
      const isTooLong = one.receivedBytes > MAX_PACKET_BYTES;
      if (!isTooLong && (one.totalBytes === undefined || one.receivedBytes < one.totalBytes)) return undefined;
      open.delete(key);
      const body = isTooLong ? undefined : assemble(one);
      if (body === undefined) lost += 1;
      return body === undefined ? undefined : { src: packet.src, dst: packet.dst, protocol: one.protocol, body, missingBytes: 0 };
    },
    lost: () => [...open.values()].reduce((sum, one) => sum + Number(!one.isGiven), lost),
  };
}

function addPart(one: Open, packet: IpPacket, fragment: Part): void {
  if (one.parts.some((part) => part.offset === fragment.offset)) return;
  if (fragment.offset === 0) one.protocol = packet.protocol;
  if (fragment.isLast) one.totalBytes = fragment.offset + packet.body.length + packet.missingBytes;
  if (packet.missingBytes > 0) one.isCut = true;
  // A copy: the view would keep its whole file chunk alive.
  one.parts.push({ offset: fragment.offset, body: packet.body.slice() });
  one.receivedBytes += packet.body.length;
}

/** The first fragment of a packet that cannot become whole. Undefined while it has not come. */
function giveFirst(one: Open, { src, dst }: IpPacket): IpPacket | undefined {
  const first = one.parts.find((part) => part.offset === 0);
  if (first === undefined) return undefined;
  one.isGiven = true;
  one.parts.length = 0;
  return { src, dst, protocol: one.protocol, body: first.body, missingBytes: 1 };
}

/** The parts in one piece. Undefined when they overlap or leave a gap. */
function assemble({ parts, receivedBytes }: Open): Uint8Array | undefined {
  const body = new Uint8Array(receivedBytes);
  let next = 0;
  for (const part of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (part.offset !== next || part.offset + part.body.length > receivedBytes) return undefined;
    body.set(part.body, part.offset);
    next += part.body.length;
  }
  return body;
}
