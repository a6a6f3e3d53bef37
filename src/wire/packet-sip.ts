import { ByteQueue } from './byte-queue.ts';
import { isSip } from './sip-start-line.ts';

/** Longer than any SIP message that UDP carries; a stream with a longer one is no SIP stream. */
const MAX_MESSAGE_BYTES = 65_535;
const CR = 13;
const LF = 10;

/** Why a byte stream that began as SIP cannot be cut into messages any more. */
export type SipStreamFault = 'length_overrun' | 'bad_start_line' | 'bad_content_length';

/** Cuts the bytes of one direction of a connection into SIP messages by Content-Length (RFC 3261 18.3). It holds at most one message. */
export interface SipStream {
  /** The messages that these bytes complete. After a fault the stream starts anew with the next push. */
  push(bytes: Uint8Array): Generator<Uint8Array | { readonly malformed: SipStreamFault }>;
  /** Bytes of the unfinished message. */
  pendingBytes(): number;
}

/** Makes a stream that awaits a start line. */
export function createSipStream(): SipStream {
  let queue = new ByteQueue();
  return {
    *push(bytes) {
      queue.push(bytes);
      for (;;) {
        skipEmptyLines(queue);
        const held = queue.peek(Math.min(queue.length, MAX_MESSAGE_BYTES));
        if (held === undefined || held.length === 0) return;
        const need = messageLength(held);
        if (need === undefined) return;
        if (typeof need === 'string') {
          queue = new ByteQueue();
          yield { malformed: need };
          return;
        }
        const message = queue.take(need);
        if (message === undefined) return;
        yield message;
      }
    },
    pendingBytes: () => queue.length,
  };
}

/** Empty lines between messages are keep-alives (RFC 5626). */
function skipEmptyLines(queue: ByteQueue): void {
  for (let next = queue.peek(1)?.[0]; next === CR || next === LF; next = queue.peek(1)?.[0]) queue.skip(1);
}

/** The length of the message that starts here. Undefined while its head is not complete. */
function messageLength(held: Uint8Array): number | SipStreamFault | undefined {
  const head = headLength(held);
  if (head === undefined) {
    if (held.indexOf(LF) !== -1 && !isSip(held)) return 'bad_start_line';
    return held.length >= MAX_MESSAGE_BYTES ? 'length_overrun' : undefined;
  }
  if (!isSip(held)) return 'bad_start_line';
  const text = new TextDecoder('latin1').decode(held.subarray(0, head));
  const value = /\n(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)/i.exec(text)?.[1]?.trim();
  if (value === undefined) return head;
  if (!/^\d{1,9}$/.test(value)) return 'bad_content_length';
  const whole = head + Number(value);
  return whole > MAX_MESSAGE_BYTES ? 'length_overrun' : whole;
}

/** The bytes up to and with the empty line behind the headers. */
function headLength(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return undefined;
}
