import { ByteQueue } from './byte-queue.ts';
import type { CaptureFault, CaptureFramer, CaptureMalformed } from './capture-record.ts';
import { MAX_FRAME_BYTES, type LinkFrame } from './pcap.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;
/** Type, total length and the total length again. */
const BLOCK_OVERHEAD_BYTES = 12;
const MAX_BLOCK_BYTES = MAX_FRAME_BYTES + 65_536;
/** More interfaces than any capture has; beyond it the file is nonsense. */
const MAX_INTERFACES = 1024;

interface Interface {
  readonly linkType: number;
  readonly snapBytes: number;
  readonly secondsPerTick: number;
  readonly offsetSeconds: number;
}

interface Section {
  readonly isLittleEndian: boolean;
  readonly interfaces: Interface[];
}

/** Whether the first bytes of a file are those of pcapng. */
export function isPcapng(head: Uint8Array): boolean {
  return head.length >= 4 && new DataView(head.buffer, head.byteOffset, head.length).getUint32(0) === SECTION_HEADER;
}

/** Reads pcapng: several sections and interfaces, every time resolution, enhanced, simple and obsolete packet blocks. Other blocks are skipped. */
export function createPcapngFramer(): CaptureFramer<LinkFrame> {
  const queue = new ByteQueue();
  let section: Section | undefined;
  let isBroken = false;

  /** The next block. Undefined: more bytes are needed. A skipped block is null. */
  const nextBlock = (): { readonly type: number; readonly view: DataView } | CaptureFault | null | undefined => {
    const head = queue.peek(BLOCK_OVERHEAD_BYTES);
    if (head === undefined) return undefined;
    const view = viewOf(head);
    const isSection = view.getUint32(0) === SECTION_HEADER;
    if (isSection) {
      const isLittleEndian = view.getUint32(8, true) === BYTE_ORDER;
      if (!isLittleEndian && view.getUint32(8) !== BYTE_ORDER) return 'bad_magic';
      section = { isLittleEndian, interfaces: [] };
    }
    if (section === undefined) return 'bad_magic';
    const type = view.getUint32(0, section.isLittleEndian);
    const lengthBytes = view.getUint32(4, section.isLittleEndian);
    if (lengthBytes < BLOCK_OVERHEAD_BYTES || lengthBytes % 4 !== 0) return 'bad_block';
    if (!isSection && !isRead(type)) {
      queue.skip(lengthBytes);
      return null;
    }
    if (lengthBytes > MAX_BLOCK_BYTES) return 'length_overrun';
    const whole = queue.take(lengthBytes);
    if (whole === undefined) return undefined;
    return { type, view: viewOf(whole.subarray(8, lengthBytes - 4)) };
  };

  return {
    *push(chunk) {
      if (isBroken) return;
      queue.push(chunk);
      for (;;) {
        const block = nextBlock();
        if (block === undefined) return;
        if (typeof block === 'string') {
          isBroken = true;
          yield { malformed: block };
          return;
        }
        if (block === null || section === undefined) continue;
        const made = readBlock(block.type, block.view, section);
        if (made !== undefined) yield made;
      }
    },
    end: () => (!isBroken && (queue.length > 0 || queue.pendingSkip > 0 || section === undefined) ? { malformed: 'truncated' } : undefined),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function isRead(type: number): boolean {
  return type === INTERFACE || type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET;
}

function readBlock(type: number, view: DataView, section: Section): LinkFrame | CaptureMalformed | undefined {
  switch (type) {
    case INTERFACE: {
      const made = readInterface(view, section.isLittleEndian);
      if (made === undefined || section.interfaces.length >= MAX_INTERFACES) return { malformed: 'bad_block' };
      section.interfaces.push(made);
      return undefined;
    }
    case ENHANCED_PACKET:
    case OBSOLETE_PACKET:
      return readTimedPacket(type, view, section);
    case SIMPLE_PACKET:
      return readSimplePacket(view, section);
    default:
      return undefined;
  }
}

function readInterface(view: DataView, isLittleEndian: boolean): Interface | undefined {
  if (view.byteLength < 8) return undefined;
  let secondsPerTick = 1e-6;
  let offsetSeconds = 0;
  for (let at = 8; at + 4 <= view.byteLength;) {
    const code = view.getUint16(at, isLittleEndian);
    const lengthBytes = view.getUint16(at + 2, isLittleEndian);
    if (code === 0 || at + 4 + lengthBytes > view.byteLength) break;
    if (code === OPTION_TIME_RESOLUTION && lengthBytes >= 1) {
      const resolution = view.getUint8(at + 4);
      secondsPerTick = resolution & 0x80 ? 2 ** -(resolution & 0x7f) : 10 ** -resolution;
    }
    if (code === OPTION_TIME_OFFSET && lengthBytes >= 8) offsetSeconds = Number(view.getBigInt64(at + 4, isLittleEndian));
    at += 4 + lengthBytes + ((4 - (lengthBytes % 4)) % 4);
  }
  return {
    linkType: view.getUint16(0, isLittleEndian),
    snapBytes: view.getUint32(4, isLittleEndian),
    secondsPerTick,
    offsetSeconds,
  };
}

function readTimedPacket(type: number, view: DataView, { isLittleEndian, interfaces }: Section): LinkFrame | CaptureMalformed {
  if (view.byteLength < 20) return { malformed: 'bad_block' };
  const index = type === ENHANCED_PACKET ? view.getUint32(0, isLittleEndian) : view.getUint16(0, isLittleEndian);
  const one = interfaces[index];
  if (one === undefined) return { malformed: 'bad_interface' };
  const lengthBytes = view.getUint32(12, isLittleEndian);
  if (20 + lengthBytes > view.byteLength) return { malformed: 'length_overrun' };
  const ticks = (BigInt(view.getUint32(4, isLittleEndian)) << 32n) | BigInt(view.getUint32(8, isLittleEndian));
  const at = secondsOf(ticks, one.secondsPerTick) + one.offsetSeconds;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + 20, lengthBytes);
  return { at, linkType: one.linkType, interfaceIndex: index, bytes };
}

function secondsOf(ticks: bigint, secondsPerTick: number): number {
  const ticksPerSecond = Math.round(1 / secondsPerTick);
  if (ticksPerSecond <= 1 || ticksPerSecond > Number.MAX_SAFE_INTEGER) return Number(ticks) * secondsPerTick;
  // Whole seconds first: 64 bits of nanoseconds do not fit a float.
  const divisor = BigInt(ticksPerSecond);
  return Number(ticks / divisor) + Number(ticks % divisor) / ticksPerSecond;
}

function readSimplePacket(view: DataView, { isLittleEndian, interfaces }: Section): LinkFrame | CaptureMalformed {
  const one = interfaces[0];
  if (one === undefined) return { malformed: 'bad_interface' };
  if (view.byteLength < 4) return { malformed: 'bad_block' };
  const original = view.getUint32(0, isLittleEndian);
  const lengthBytes = Math.min(original, one.snapBytes === 0 ? original : one.snapBytes, view.byteLength - 4);
  return { linkType: one.linkType, interfaceIndex: 0, bytes: new Uint8Array(view.buffer, view.byteOffset + 4, lengthBytes) };
}
