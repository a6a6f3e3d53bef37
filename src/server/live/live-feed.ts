import { TeleError } from '../../core/index.ts';
import type { LiveBatch, LiveReport } from './live-batch.ts';
import { greet, type LiveServer } from './live-greeting.ts';
import { eventText, LiveReader, type LiveWishes } from './live-reader.ts';
import { LiveSource, type SourceContext } from './live-source.ts';

const HEARTBEAT_MS = 15_000;

interface FeedContext extends LiveServer, SourceContext {
  /** Readers at a time: each is a connection that others do not have. */
  readonly mostReaders: number;
}

/** Who wants to read the feed. */
export interface LiveRequest extends LiveWishes {
  /** The id of the last event that he has; whatever he sent as that. Absent: he begins now. */
  readonly after?: string | undefined;
  /** Asked at each heartbeat: false ends it. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/** What one reader is sent. */
export interface LiveText {
  /** The next text; undefined when it is over. */
  next(): Promise<string | undefined>;
  /** Frees his place. May be called twice, and while a text is awaited. */
  end(): void;
}

/** Calls as they happen: one ring of changes, and for each reader a place in it. */
export interface LiveFeed {
  /** Lets one read. Throws `LIVE_BUSY` when there are as many as may be, `MAIN_STUCK` when main does not answer. */
  open(request: LiveRequest): Promise<LiveText>;
  /** Takes what main hands over. */
  take(batch: LiveBatch): void;
  /** How many read, and what they have lost, since it was told last. Undefined when nothing changed. */
  report(): LiveReport | undefined;
  /** Sends what there is and ends all of them. */
  close(): void;
}

/** Makes the feed of one server. Main is asked for changes while somebody reads, and for a minute after. */
export function createLiveFeed(context: FeedContext): LiveFeed {
  const readers = new Map<LiveReader, LiveRequest>();
  let [places, told, lost, isClosed] = [0, 0, 0, false];
  const source = new LiveSource(context, (entry) => {
    for (const reader of readers.keys()) if (reader.evicted(entry)) lost += 1;
  });
  const beating = setInterval(() => beat(readers), HEARTBEAT_MS).unref();
  const freePlace = (): void => {
    places -= 1;
    if (places === 0 && !isClosed) source.linger();
  };
  const leave = (reader: LiveReader): void => {
    reader.end();
    if (readers.delete(reader)) freePlace();
  };

  return {
    async open(request) {
      if (places >= context.mostReaders || isClosed)
        throw new TeleError('LIVE_BUSY', `${context.mostReaders} clients read the live feed already, or the server is stopping.`);
      places += 1;
      try {
        const ring = await source.begin();
        const { cursor, said } = greet(request.after, ring, source.counts, context);
        const reader = new LiveReader(context.boot, cursor, said, request);
        readers.set(reader, request);
        return { next: async () => reader.next(ring), end: () => leave(reader) };
      } catch (error) {
        freePlace();
        throw error;
      }
    },
    take(batch) {
      const counts = source.take(batch);
      for (const reader of readers.keys()) {
        if (counts !== undefined) reader.count(counts);
        reader.wake();
      }
    },
    report() {
      if (told === places && lost === 0) return undefined;
      const report = { readers: places, lost };
      [told, lost] = [places, 0];
      return report;
    },
    close() {
      isClosed = true;
      source.end();
      clearInterval(beating);
      const farewell = { at: context.now(), position: source.ring?.last ?? 0, reason: 'The server is stopping.' };
      for (const reader of readers.keys()) reader.farewell(eventText('bye', farewell));
    },
  };
}

/** Both ends of each connection hear of each other, and who may no longer read is cut off. */
function beat(readers: ReadonlyMap<LiveReader, LiveRequest>): void {
  for (const [reader, { isStillAllowed }] of readers) {
    reader.beat();
    // It never rejects.
    void isStillAllowed().then((isAllowed) => {
      if (!isAllowed) reader.farewell('');
    });
  }
}
