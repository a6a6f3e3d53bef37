import type { EventOfType, EventType, TelephonyEvent } from '../core/index.ts';
import { DroppingQueue } from './dropping-queue.ts';

/** Which events, and how many of them may wait. */
export interface StreamOptions<T extends EventType> {
  /** Absent: all types. */
  readonly types?: readonly T[];
  /** The most events that wait for their reader; beyond, the oldest are dropped and counted. Default 500. */
  readonly max?: number;
}

/** Events as they come, for `for await`. One reader; leaving the loop closes it. */
export interface EventStream<E> extends AsyncIterableIterator<E, undefined> {
  /** Events lost because the reader was slower than the events. */
  readonly droppedCount: number;
  /** Ends it: what waits can still be read. May be called twice. */
  close(): void;
}

/** The side of a stream where events go in. */
export interface StreamInlet {
  /** Takes an event, unless its type is not wanted. False when the oldest was dropped for it. */
  offer(event: TelephonyEvent): boolean;
  close(): void;
}

const DEFAULT_MAX = 500;

/** Opens a stream. `onClose` is called once, when nothing is to be offered any more. */
export function openStream<T extends EventType>(
  { types, max = DEFAULT_MAX }: StreamOptions<T>,
  onClose: () => void,
): { readonly stream: EventStream<EventOfType<T>>; readonly inlet: StreamInlet } {
  const wanted: ReadonlySet<string> | undefined = types === undefined ? undefined : new Set(types);
  const queue = new DroppingQueue<EventOfType<T>>(max);
  const readers: ((result: IteratorResult<EventOfType<T>, undefined>) => void)[] = [];
  let droppedCount = 0;
  let isClosed = false;

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const resolve of readers.splice(0)) resolve({ done: true, value: undefined });
    onClose();
  };
  const stream: EventStream<EventOfType<T>> = {
    get droppedCount() {
      return droppedCount;
    },
    close,
    [Symbol.asyncIterator]: () => stream,
    next() {
      const value = queue.take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      if (isClosed) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => void readers.push(resolve));
    },
    return() {
      close();
      queue.clear();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  const offer = (event: TelephonyEvent): boolean => {
    if (wanted !== undefined && !wanted.has(event.type)) return true;
    // Only events of the wanted types come this far.
    const value = event as EventOfType<T>;
    const resolve = readers.shift();
    if (resolve !== undefined) {
      resolve({ done: false, value });
      return true;
    }
    const isKept = queue.put(value);
    if (!isKept) droppedCount += 1;
    return isKept;
  };
  return { stream, inlet: { offer, close } };
}
