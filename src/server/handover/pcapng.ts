const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const COMMENT = 1;
/** IP packets without a link layer. */
const LINKTYPE_RAW = 101;
const MICROSECONDS = 1e6;
const BIG = 0x1_0000_0000;

/** The begin of a pcapng file: a section with a comment, and one interface of raw IP whose times are microseconds. */
export function pcapngHead(comment: string): Uint8Array {
  const section = new Uint8Array(16);
  const view = new DataView(section.buffer);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  // A section of unknown length.
  section.fill(0xff, 8);
  const link = new Uint8Array(8);
  new DataView(link.buffer).setUint16(0, LINKTYPE_RAW, true);
  return Buffer.concat([block(SECTION, section, commentOption(comment)), block(INTERFACE, link)]);
}

/** One packet with its time, and a comment when there is something to say. */
export function pcapngPacket(at: number, packet: Uint8Array, comment?: string): Uint8Array {
  const body = new Uint8Array(20 + padded(packet.length));
  const view = new DataView(body.buffer);
  const microseconds = Math.round(at * MICROSECONDS);
  view.setUint32(4, Math.floor(microseconds / BIG), true);
  view.setUint32(8, microseconds % BIG, true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, packet.length, true);
  body.set(packet, 20);
  return block(ENHANCED_PACKET, body, comment === undefined ? undefined : commentOption(comment));
}

function block(type: number, body: Uint8Array, options: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = 12 + body.length + options.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  bytes.set(body, 8);
  bytes.set(options, 8 + body.length);
  view.setUint32(length - 4, length, true);
  return bytes;
}

/** A comment, and the end of the options. */
function commentOption(text: string): Uint8Array {
  const bytes = Buffer.from(text).subarray(0, 0xffff);
  const option = new Uint8Array(4 + padded(bytes.length) + 4);
  const view = new DataView(option.buffer);
  view.setUint16(0, COMMENT, true);
  view.setUint16(2, bytes.length, true);
  option.set(bytes, 4);
  return option;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
