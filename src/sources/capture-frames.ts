import {
  createFragmentJoiner,
  isHep3,
  isMeantAsSip,
  isSip,
  MAX_NESTING,
  parseHep,
  passedDatagram,
  readLink,
  readTransport,
  readTunnel,
  type IpPacket,
  type LinkContent,
  type LinkFrame,
  type TransportPacket,
} from '../wire/index.ts';
import { CaptureFlow, type FrameContent } from './capture-flow.ts';

/** Takes captured frames in the order of the file and finds the SIP and HEP in them. */
export interface FrameReader {
  take(frame: LinkFrame, at: number): void;
  /** Says what was left unfinished at the end of the capture. */
  end(): void;
}

const HEP_PORT = 9060;
const SIP_PORT = 5060;
/** The most directions of connections followed at once; beyond, the one that was silent longest is let go. */
const MAX_FLOWS = 4096;
/** The most of them that hold segments behind a gap, 64 MiB in all; beyond, the one that began first gives up its gap. */
const MAX_HOLDING = 256;
/** How far the capture's clock runs between two looks at what waits behind a gap. */
const RELEASE_SECONDS = 0.5;

/** Makes a reader. Its memory is bounded: 256 incomplete packets, 4,096 directions of TCP connections. */
export function createFrameReader(content: FrameContent): FrameReader {
  const fragments = createFragmentJoiner();
  const flows = createFlows(content);

  const takePacket = (ip: IpPacket, at: number): void => {
    const packet = readTransport(ip);
    if ('malformed' in packet) content.reject(packet.malformed);
    else if ('passedOver' in packet) content.passOver(packet.passedOver);
    else if (packet.protocol === 'udp') takeUdp(packet, content, at);
    else flows.take(packet, at);
  };

  return {
    take(frame, at) {
      flows.release(at);
      let found: LinkContent = readLink(frame.linkType, frame.bytes);
      for (let depth = 0; depth <= MAX_NESTING; depth += 1) {
        if ('malformed' in found) return content.reject(found.malformed);
        if ('passedOver' in found) return content.passOver(found.passedOver);
        const whole = fragments.join(found);
        if (whole === undefined) return;
        const inner = readTunnel(whole);
        if (inner === undefined) return takePacket(whole, at);
        found = inner;
      }
      content.passOver('nested');
    },
    end() {
      flows.end();
      for (let lost = fragments.lost(); lost > 0; lost -= 1) content.reject('fragment_missing');
    },
  };
}

interface Flows {
  take(packet: TransportPacket, at: number): void;
  /** Gives up gaps that were open for too long at `now`. */
  release(now: number): void;
  end(): void;
}

function createFlows(content: FrameContent): Flows {
  const flows = new Map<string, CaptureFlow>();
  /** Those that hold segments behind a gap. */
  const holding = new Set<CaptureFlow>();
  let releasedAt = 0;

  const end = (key: string, flow: CaptureFlow): void => {
    flows.delete(key);
    holding.delete(flow);
    flow.end();
  };

  return {
    take(packet, at) {
      if (packet.payload.length + packet.missingBytes === 0) content.passOver('tcp_empty');
      const key = `${packet.src} ${packet.dst}`;
      const known = flows.get(key);
      // The ports are used again.
      if (known !== undefined && packet.isSyn === true) end(key, known);
      const flow = flows.get(key) ?? new CaptureFlow(packet, content);
      flows.delete(key);
      flows.set(key, flow);
      const oldest = flows.entries().next();
      if (flows.size > MAX_FLOWS && oldest.done !== true) end(...oldest.value);
      flow.push(packet, at);
      // The last segment may overtake others.
      if (flow.isHolding()) holding.add(flow);
      else if (packet.isFin === true) end(key, flow);
      else holding.delete(flow);
      if (holding.size > MAX_HOLDING) releaseOldest(holding);
    },
    release(now) {
      if (Math.abs(now - releasedAt) < RELEASE_SECONDS) return;
      releasedAt = now;
      for (const flow of holding) {
        flow.release(now);
        if (!flow.isHolding()) holding.delete(flow);
      }
    },
    end() {
      for (const [key, flow] of flows) end(key, flow);
    },
  };
}

function releaseOldest(holding: Set<CaptureFlow>): void {
  for (const oldest of holding) {
    oldest.release(Number.POSITIVE_INFINITY);
    holding.delete(oldest);
    return;
  }
}

function takeUdp(packet: TransportPacket, content: FrameContent, at: number): void {
  const { payload, srcPort, dstPort, missingBytes } = packet;
  const isCut = missingBytes > 0;
  const isOnSipPort = srcPort === SIP_PORT || dstPort === SIP_PORT;
  if (isHep3(payload) || isOldHep(packet)) {
    if (isCut) content.reject('truncated');
    else content.hep(payload, at);
  } else if (isSip(payload) || isMeantAsSip(payload) || (isOnSipPort && startsWithWord(payload))) {
    content.sip({ bytes: payload, skippedBytes: missingBytes, isCut }, packet, at);
  } else content.passOver(passedDatagram(packet));
}

/** HEP 1 and 2 begin with a small number, so their port must say it too. */
function isOldHep({ payload, dstPort }: TransportPacket): boolean {
  return dstPort === HEP_PORT && (payload[0] === 1 || payload[0] === 2) && !('malformed' in parseHep(payload));
}

/** Keep-alives on the SIP port are empty lines, zeros or STUN; what begins with four letters is meant to be a message. */
function startsWithWord(bytes: Uint8Array): boolean {
  return bytes.length > 16 && bytes.subarray(0, 4).every((byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
