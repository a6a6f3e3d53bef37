import { ByteQueue } from './byte-queue.ts';
import { findMessageStart } from './sip-search.ts';
import { isSip } from './sip-start-line.ts';

/** What is kept of a message: more than UDP carries. The rest of a longer body is counted and let go. */
const MAX_KEPT_BYTES = 65_535;
/** A Content-Length beyond this is no length of a SIP body. */
const MAX_BODY_BYTES = 16_777_216;
const LATIN1 = new TextDecoder('latin1');
const CR = 13;
const LF = 10;

/** A SIP message as it was found. */
export interface FoundSip {
  readonly bytes: Uint8Array;
  /** Bytes of its end that were there and are not in `bytes`. */
  readonly skippedBytes: number;
  /** Its end was not captured. */
  readonly isCut: boolean;
}

/** What stands where a SIP message should begin. */
export interface SipStreamFault {
  readonly malformed: 'length_overrun' | 'bad_start_line';
}

/**
 * Cuts the bytes of one direction of a connection into SIP messages by Content-Length (RFC 3261 18.3). It searches the first message; behind what
 * cannot be cut it searches the next. How the bytes are divided into pieces makes no difference. It holds at most one message of 64 KiB.
 */
export class SipStream {
  #queue = new ByteQueue();
  #isSearching = true;
  /** While searching: the next byte begins a line. */
  #isAtLine = true;
  /** How far the head of the message was looked through. */
  #scanned = 0;
  /** Length of the message, once its head is whole. */
  #need = 0;
  /** The kept part of a message whose body streams by. */
  #kept: Uint8Array | undefined;
  #toSkip = 0;

  /** The messages that these bytes complete. The queue owns them from then on. */
  *push(bytes: Uint8Array): Generator<FoundSip | SipStreamFault> {
    this.#queue.push(bytes);
    for (let step = this.#step(); step !== 'wait'; step = this.#step()) {
      if (step !== 'on') yield step;
    }
  }

  /** Bytes are missing here. Gives what there is of the message that was begun, and searches the next. */
  breakOff(): FoundSip | undefined {
    const kept = this.#kept ?? (this.#isSearching ? undefined : this.#queue.peek(this.#queue.length));
    const skippedBytes = this.#kept === undefined ? 0 : this.#need - MAX_KEPT_BYTES - this.#toSkip;
    this.#queue = new ByteQueue();
    this.#search();
    return kept === undefined || kept.length === 0 ? undefined : { bytes: kept, skippedBytes, isCut: true };
  }

  /** No message has begun. */
  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** Bytes of the unfinished message, or of what may be its start line. */
  pendingBytes(): number {
    return this.#queue.length + (this.#kept?.length ?? 0);
  }

  #step(): FoundSip | SipStreamFault | 'on' | 'wait' {
    if (this.#kept !== undefined) return this.#skip(this.#kept);
    if (this.#isSearching) return this.#find();
    return this.#need === 0 ? this.#measure() : this.#take();
  }

  #search(): void {
    this.#isSearching = true;
    this.#isAtLine = true;
    this.#begin();
  }

  #begin(): void {
    this.#scanned = 0;
    this.#need = 0;
    this.#kept = undefined;
  }

  #find(): SipStreamFault | 'on' | 'wait' {
    const held = this.#queue.peek(this.#queue.length) ?? new Uint8Array(0);
    if (held.length === 0) return 'wait';
    if (!this.#isAtLine) {
      const end = held.indexOf(LF);
      this.#isAtLine = end !== -1;
      this.#queue.skip(end === -1 ? held.length : end + 1);
      return end === -1 ? 'wait' : 'on';
    }
    const { at, verdict } = findMessageStart(held);
    this.#isAtLine = verdict !== 'none' || held[held.length - 1] === LF;
    this.#queue.skip(at);
    if (verdict === 'bad') return this.#refuse('bad_start_line', held.indexOf(LF, at) + 1 - at);
    this.#isSearching = verdict !== 'message';
    return verdict === 'message' ? 'on' : 'wait';
  }

  /** Passes over the line that should have been a start line, and searches behind it. */
  #refuse(malformed: SipStreamFault['malformed'], lineBytes: number): SipStreamFault {
    const line = this.#queue.take(lineBytes);
    this.#search();
    this.#isAtLine = line?.[line.length - 1] === LF;
    return { malformed };
  }

  /** Finds the end of the head and what Content-Length says. */
  #measure(): FoundSip | SipStreamFault | 'on' | 'wait' {
    if (this.#scanned === 0) this.#skipEmptyLines();
    const held = this.#queue.peek(Math.min(this.#queue.length, MAX_KEPT_BYTES)) ?? new Uint8Array(0);
    const lineEnd = this.#scanned === 0 ? held.indexOf(LF) : 0;
    if (lineEnd === -1) return held.length < MAX_KEPT_BYTES ? 'wait' : this.#refuse('length_overrun', held.length);
    if (this.#scanned === 0 && !isSip(held, 0, lineEnd + 1)) return this.#refuse('bad_start_line', lineEnd + 1);
    const headBytes = headLength(held, this.#scanned);
    if (headBytes === undefined) {
      // The empty line may lie across two pieces.
      this.#scanned = Math.max(1, held.length - 2);
      return held.length < MAX_KEPT_BYTES ? 'wait' : this.#refuse('length_overrun', held.length);
    }
    const bodyBytes = contentLength(held.subarray(0, headBytes));
    this.#need = headBytes + (bodyBytes ?? 0);
    if (bodyBytes !== undefined) return 'on';
    // Where its body ends is not known: the next message must be searched.
    const message = this.#take();
    this.#search();
    return message;
  }

  #take(): FoundSip | 'on' | 'wait' {
    const bytes = this.#queue.take(Math.min(this.#need, MAX_KEPT_BYTES));
    if (bytes === undefined) return 'wait';
    if (this.#need > MAX_KEPT_BYTES) {
      // A copy: the view would keep its whole file chunk alive.
      this.#kept = bytes.slice();
      this.#toSkip = this.#need - bytes.length;
      return 'on';
    }
    this.#begin();
    return { bytes, skippedBytes: 0, isCut: false };
  }

  #skip(kept: Uint8Array): FoundSip | 'wait' {
    const here = Math.min(this.#queue.length, this.#toSkip);
    this.#queue.skip(here);
    this.#toSkip -= here;
    if (this.#toSkip > 0) return 'wait';
    const skippedBytes = this.#need - kept.length;
    this.#begin();
    return { bytes: kept, skippedBytes, isCut: false };
  }

  /** Empty lines between messages are keep-alives (RFC 5626). */
  #skipEmptyLines(): void {
    for (let next = this.#queue.peek(1)?.[0]; next === CR || next === LF; next = this.#queue.peek(1)?.[0]) this.#queue.skip(1);
  }
}

/** The value of Content-Length, folded or in its compact form. Undefined without one, and when it is no length. */
function contentLength(head: Uint8Array): number | undefined {
  const text = LATIN1.decode(head);
  const value = /\n(?:content-length|l)[ \t]*:(?:[ \t]|\r?\n[ \t])*([^\r\n]*)/i.exec(text)?.[1]?.trim() ?? '';
  const length = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  return length !== undefined && length <= MAX_BODY_BYTES ? length : undefined;
}

/** The bytes up to and with the empty line behind the headers; `from` is how far there is none. */
function headLength(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(LF, Math.max(0, from - 1)); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return undefined;
}
