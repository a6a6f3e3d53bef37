import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** One SIP message exactly as it was captured. */
export interface RawMessage {
  /** Arrival, Unix seconds. */
  readonly at: number;
  /** Keyed hash of the Call-ID. */
  readonly callKey: string;
  readonly bytes: Uint8Array;
}

const MICROSECONDS = 1e6;

/** Packs messages one behind the other, to be handed on or written. */
export class RawMessages {
  readonly #encoder = new TextEncoder();
  #out = new ByteWriter();
  /** Bytes packed so far, roughly. */
  lengthBytes = 0;

  add({ at, callKey, bytes }: RawMessage): void {
    this.#out.varint(Math.round(at * MICROSECONDS));
    this.#out.block(this.#encoder.encode(callKey));
    this.#out.block(bytes);
    this.lengthBytes += bytes.length + callKey.length;
  }

  /** What was packed since the call before; empty when nothing was. */
  take(): Uint8Array {
    const bytes = this.#out.take();
    this.#out = new ByteWriter();
    this.lengthBytes = 0;
    return bytes;
  }
}

/** Unpacks messages. What is behind a damaged one is left out. The bytes lie in those of the argument. */
export function unpackRawMessages(bytes: Uint8Array): readonly RawMessage[] {
  const input = new ByteReader(bytes);
  const decoder = new TextDecoder();
  const messages: RawMessage[] = [];
  while (!input.isDone) {
    const at = input.varint() / MICROSECONDS;
    const callKey = decoder.decode(input.block());
    const message = input.block();
    if (input.isBroken) break;
    messages.push({ at, callKey, bytes: message });
  }
  return messages;
}
