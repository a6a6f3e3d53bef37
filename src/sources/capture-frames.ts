import {
  createFragmentJoiner,
  createHepStream,
  createSipStream,
  createTcpOrder,
  isSip,
  parseHep,
  readLink,
  readTransport,
  type HepStream,
  type LinkFrame,
  type SipStream,
  type TcpOrder,
  type TransportPacket,
} from '../wire/index.ts';

/** What is found in captured frames. Bytes are views, good during the call only. */
export interface FrameContent {
  sip(bytes: Uint8Array, packet: TransportPacket, at: number): void;
  hep(bytes: Uint8Array, at: number): void;
  reject(reason: string): void;
}

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

interface Flow {
  readonly order: TcpOrder;
  sip: SipStream;
  hep: HepStream;
  kind: 'unknown' | 'sip' | 'hep';
  /** Its newest segment and when that was captured. */
  packet: TransportPacket;
  at: number;
}

/** Makes a reader. Its memory is bounded: 256 incomplete packets, 4,096 directions of TCP connections. */
export function createFrameReader(content: FrameContent): FrameReader {
  const fragments = createFragmentJoiner();
  const flows = new Map<string, Flow>();

  const takeTcp = (packet: TransportPacket, at: number): void => {
    const key = `${packet.src} ${packet.dst}`;
    const flow = flows.get(key) ?? newFlow(packet, at);
    flow.packet = packet;
    flow.at = at;
    flows.delete(key);
    const oldest = flows.keys().next();
    if (flows.size >= MAX_FLOWS && oldest.done !== true) flows.delete(oldest.value);
    for (const piece of flow.order.push(packet)) takePiece(flow, piece, content);
    if (packet.isFin === true) endFlow(flow, content);
    else flows.set(key, flow);
  };

  return {
    take(frame, at) {
      const ip = readLink(frame.linkType, frame.bytes);
      if ('malformed' in ip) content.reject(ip.malformed);
      if ('malformed' in ip || 'other' in ip) return;
      const whole = fragments.join(ip);
      if (whole === undefined) return;
      const packet = readTransport(whole);
      if ('malformed' in packet) content.reject(packet.malformed);
      if ('malformed' in packet || 'other' in packet) return;
      if (packet.isCut) takeCut(packet, content);
      else if (packet.protocol === 'udp') takeUdp(packet, content, at);
      else takeTcp(packet, at);
    },
    end() {
      for (const flow of flows.values()) endFlow(flow, content);
      flows.clear();
      for (let lost = fragments.lost(); lost > 0; lost -= 1) content.reject('fragment_missing');
    },
  };
}

function newFlow(packet: TransportPacket, at: number): Flow {
  return { order: createTcpOrder(), sip: createSipStream(), hep: createHepStream(), kind: 'unknown', packet, at };
}

/** A snapshot length below the message: only what would have been read is a loss. */
function takeCut(packet: TransportPacket, content: FrameContent): void {
  if (isSip(packet.payload) || isHep3(packet.payload)) content.reject('truncated');
}

function takeUdp(packet: TransportPacket, content: FrameContent, at: number): void {
  const { payload, srcPort, dstPort } = packet;
  if (isHep3(payload) || isOldHep(packet)) content.hep(payload, at);
  else if (isSip(payload) || ((srcPort === SIP_PORT || dstPort === SIP_PORT) && startsWithWord(payload))) content.sip(payload, packet, at);
}

/** HEP 1 and 2 begin with a small number, so their port must say it too. */
function isOldHep({ payload, dstPort }: TransportPacket): boolean {
  return dstPort === HEP_PORT && (payload[0] === 1 || payload[0] === 2) && !('malformed' in parseHep(payload));
}

function isHep3(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && (bytes[0] === 0x48 || bytes[0] === 0x45) && bytes[1] === 0x45 && bytes[2] === 0x50 && bytes[3] === 0x33;
}

/** Keep-alives on the SIP port are empty lines, zeros or STUN; what begins with four letters is meant to be a message. */
function startsWithWord(bytes: Uint8Array): boolean {
  return bytes.length > 16 && bytes.subarray(0, 4).every((byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function takePiece(flow: Flow, piece: Uint8Array | 'gap', content: FrameContent): void {
  if (piece === 'gap') {
    if (flow.kind !== 'unknown') content.reject('tcp_gap');
    restart(flow);
    return;
  }
  if (flow.kind === 'unknown') flow.kind = isHep3(piece) ? 'hep' : isSip(piece) ? 'sip' : 'unknown';
  if (flow.kind === 'sip') takeSipPiece(flow, piece, content);
  if (flow.kind === 'hep') {
    const broken = flow.hep.feed(piece, (bytes) => content.hep(bytes, flow.at));
    if (broken === undefined) return;
    content.reject(broken.malformed);
    restart(flow);
  }
}

function takeSipPiece(flow: Flow, piece: Uint8Array, content: FrameContent): void {
  for (const message of flow.sip.push(piece)) {
    if (!('malformed' in message)) {
      content.sip(message, flow.packet, flow.at);
      continue;
    }
    content.reject(message.malformed);
    restart(flow);
  }
}

/** Waits for a segment that begins with a message. */
function restart(flow: Flow): void {
  flow.kind = 'unknown';
  flow.sip = createSipStream();
  flow.hep = createHepStream();
}

function endFlow(flow: Flow, content: FrameContent): void {
  for (const piece of flow.order.end()) takePiece(flow, piece, content);
  if (flow.sip.pendingBytes() > 0 || flow.hep.pendingBytes() > 0) content.reject('truncated');
}
