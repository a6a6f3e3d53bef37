import { ByteQueue } from './byte-queue.ts';
import { isSip } from './sip-start-line.ts';

/** As long as a SIP message over UDP may be; longer ones are let go. */
const MAX_MESSAGE_BYTES = 65_535;
/** A frame said to be longer is none. */
const MAX_FRAME_BYTES = 16_777_216;
const MAX_HANDSHAKE_BYTES = 16_384;
const MAX_CONTROL_BYTES = 125;

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const OPCODES: readonly number[] = Object.values(OPCODE);

/** What a WebSocket connection holds: a message, one that is not read, or a fault behind which nothing can be read. */
export type WebSocketPiece =
  | { readonly message: Uint8Array }
  | { readonly unread: 'compressed' | 'too_long' }
  | { readonly malformed: 'bad_websocket' };

interface FrameHead {
  readonly isFinal: boolean;
  readonly isCompressed: boolean;
  readonly opcode: number;
  readonly mask: Uint8Array | undefined;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** Cuts the bytes of one direction of a WebSocket connection (RFC 6455) into messages. It holds at most one message of 64 KiB and one frame head. */
export class WebSocketStream {
  #queue = new ByteQueue();
  #isShakingHands: boolean;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  /** Why the message that is under way is not read. */
  #unread: 'compressed' | 'too_long' | undefined;

  /** `handshake`: the bytes begin with the head of the HTTP request or response that opens the connection. */
  constructor(begin: 'handshake' | 'frame') {
    this.#isShakingHands = begin === 'handshake';
  }

  /** The messages that these bytes complete. After a fault it gives nothing more of use. */
  *push(bytes: Uint8Array): Generator<WebSocketPiece> {
    this.#queue.push(bytes);
    if (this.#isShakingHands) {
      const isUpgrade = this.#shakeHands();
      if (isUpgrade === false) yield { malformed: 'bad_websocket' };
      if (isUpgrade !== true) return;
    }
    for (;;) {
      const head = readFrameHead(this.#queue.peek(Math.min(this.#queue.length, 14)) ?? new Uint8Array(0));
      if (head === undefined) return;
      if (head === 'bad') {
        yield { malformed: 'bad_websocket' };
        return;
      }
      if (!this.#isHere(head)) return;
      const piece = this.#takeFrame(head);
      if (piece !== undefined) yield piece;
    }
  }

  /** The head that opens the connection is not whole. */
  get isShakingHands(): boolean {
    return this.#isShakingHands;
  }

  /** Bytes of the unfinished message or frame. */
  pendingBytes(): number {
    return this.#queue.length + this.#queue.pendingSkip + this.#partsBytes;
  }

  /** Whether the connection was opened. Undefined while the head is not whole. */
  #shakeHands(): boolean | undefined {
    const held = this.#queue.peek(Math.min(this.#queue.length, MAX_HANDSHAKE_BYTES)) ?? new Uint8Array(0);
    const text = new TextDecoder('latin1').decode(held);
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return held.length < MAX_HANDSHAKE_BYTES ? undefined : false;
    this.#queue.skip(end + 4);
    this.#isShakingHands = false;
    return /\nupgrade[ \t]*:[ \t]*websocket/i.test(text.slice(0, end));
  }

  /** Frames that are not kept need not be whole. */
  #isHere({ headBytes, bodyBytes, opcode }: FrameHead): boolean {
    return this.#queue.length >= headBytes + bodyBytes || (opcode < OPCODE.close && bodyBytes > MAX_MESSAGE_BYTES);
  }

  #takeFrame({ isFinal, isCompressed, opcode, mask, headBytes, bodyBytes }: FrameHead): WebSocketPiece | undefined {
    this.#queue.skip(headBytes);
    if (opcode >= OPCODE.close) {
      this.#queue.skip(bodyBytes);
      return undefined;
    }
    if (opcode !== OPCODE.continuation) this.#begin();
    if (isCompressed) this.#unread ??= 'compressed';
    if (this.#partsBytes + bodyBytes > MAX_MESSAGE_BYTES) this.#unread ??= 'too_long';
    if (this.#unread === undefined) this.#keep(unmasked(this.#queue.take(bodyBytes) ?? new Uint8Array(0), mask));
    else this.#queue.skip(bodyBytes);
    return isFinal ? this.#finish() : undefined;
  }

  #begin(): void {
    this.#parts = [];
    this.#partsBytes = 0;
    this.#unread = undefined;
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#partsBytes += part.length;
  }

  #finish(): WebSocketPiece {
    const unread = this.#unread;
    const message = new Uint8Array(unread === undefined ? this.#partsBytes : 0);
    let at = 0;
    for (const part of unread === undefined ? this.#parts : []) {
      message.set(part, at);
      at += part.length;
    }
    this.#begin();
    return unread === undefined ? { message } : { unread };
  }
}

/** Whether these bytes open a connection that may become a WebSocket. */
export function isHandshake(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  return (text.startsWith('GET ') && !isSip(bytes)) || text === 'HTTP/1.1 101';
}

/** Whether these bytes can only be the first frame of a WebSocket message that is SIP. */
export function isSipFrame(bytes: Uint8Array): boolean {
  const head = readFrameHead(bytes);
  if (head === undefined || head === 'bad' || head.isCompressed || (head.opcode !== OPCODE.text && head.opcode !== OPCODE.binary))
    return false;
  return isSip(unmasked(bytes.subarray(head.headBytes, head.headBytes + Math.min(head.bodyBytes, 4096)), head.mask));
}

/** RFC 6455 5.2. Undefined while it is not whole. */
function readFrameHead(bytes: Uint8Array): FrameHead | 'bad' | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  if (!isFrame(first, short)) return 'bad';
  const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
  const isMasked = second >= 0x80;
  const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headBytes) return undefined;
  const bodyBytes = lengthBytes === 0 ? short : readLength(bytes, lengthBytes);
  if (bodyBytes > MAX_FRAME_BYTES) return 'bad';
  const mask = isMasked ? bytes.slice(2 + lengthBytes, headBytes) : undefined;
  return { isFinal: first >= 0x80, isCompressed: (first & 0x40) !== 0, opcode: first & 15, mask, headBytes, bodyBytes };
}

/** Two of the reserved bits have no use; control frames are whole and short. */
function isFrame(first: number, short: number): boolean {
  const opcode = first & 15;
  if ((first & 0x30) !== 0 || !OPCODES.includes(opcode)) return false;
  return opcode < OPCODE.close || (first >= 0x80 && short <= MAX_CONTROL_BYTES);
}

function readLength(bytes: Uint8Array, lengthBytes: number): number {
  return bytes.subarray(2, 2 + lengthBytes).reduce((length, byte) => length * 256 + byte, 0);
}

/** A copy of the bytes with the mask of their frame taken off. */
function unmasked(bytes: Uint8Array, mask: Uint8Array | undefined): Uint8Array {
  return mask === undefined ? bytes.slice() : bytes.map((byte, index) => byte ^ (mask[index & 3] ?? 0));
}
