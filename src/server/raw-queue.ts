import { boundedCache, type KeepRaw, RawMessages } from '../core/index.ts';

/** A block is handed on once it has this many bytes, and with every tick. */
const BLOCK_BYTES = 256 * 1024;
/** Most bytes handed on that the store thread has not written yet. Beyond it messages are lost and counted. */
const MAX_UNWRITTEN_BYTES = 16 * 1024 * 1024;
/** Call-IDs that are remembered with their hash: those whose messages come one after the other. */
const REMEMBERED = 1024;

interface RawQueueContext {
  readonly hashCallId: (text: string) => string;
  /** Hands packed messages to the store thread. Resolves when they are written. */
  readonly send: (bytes: Uint8Array) => Promise<unknown>;
  readonly lost: (count: number) => void;
}

/** Raw messages on their way to the store thread. It never blocks and holds a bounded number of bytes. */
export interface RawQueue {
  readonly keep: KeepRaw;
  /** Hands on what has come since. */
  flush(): void;
  /** Hands on what has come since, and resolves when all that was handed on is written or lost. */
  drain(): Promise<void>;
}

/** Makes the queue. */
export function createRawQueue({ hashCallId, send, lost }: RawQueueContext): RawQueue {
  const packed = new RawMessages();
  const callKeyOf = boundedCache(REMEMBERED, hashCallId);
  let count = 0;
  let unwrittenBytes = 0;
  let sent = Promise.resolve();

  const sendOne = async (bytes: Uint8Array, messages: number): Promise<void> => {
    const { length } = bytes;
    unwrittenBytes += length;
    try {
      await send(bytes);
    } catch {
      lost(messages);
    }
    unwrittenBytes -= length;
  };

  const flush = (): void => {
    const bytes = packed.take();
    if (bytes.length > 0) sent = Promise.all([sent, sendOne(bytes, count)]).then(() => undefined);
    count = 0;
  };

  return {
    keep({ at, callId, bytes }) {
      if (unwrittenBytes + packed.lengthBytes > MAX_UNWRITTEN_BYTES) {
        lost(1);
        return;
      }
      packed.add({ at, callKey: callKeyOf(callId), bytes });
      count += 1;
      if (packed.lengthBytes >= BLOCK_BYTES) flush();
    },
    flush,
    async drain() {
      flush();
      await sent;
    },
  };
}
