import { labelText, type Clock, type Consumer, type Emit, type EventOfType, type EventType } from '../core/index.ts';
import { openStream, type EventStream, type StreamInlet, type StreamOptions } from './event-stream.ts';

/** The streams of one instance. */
export interface Streams extends Consumer {
  open<T extends EventType>(options: StreamOptions<T>): EventStream<EventOfType<T>>;
  /** Makes one event of what streams dropped since the last time. Not one for each: a full stream would drop those as well. */
  tellLosses(): void;
  /** Ends all of them. */
  close(): void;
}

/** Creates an empty set. */
export function createStreams(emit: Emit, now: Clock): Streams {
  let inlets: readonly StreamInlet[] = [];
  let lostCount = 0;
  return {
    name: 'stream',
    accept(event) {
      // Hot: mostly there is no stream.
      if (inlets.length === 0) return;
      for (const inlet of inlets) if (!inlet.offer(event)) lostCount += 1;
    },
    open(options) {
      const { inlet, stream } = openStream(options, () => {
        inlets = inlets.filter((one) => one !== inlet);
      });
      inlets = [...inlets, inlet];
      return stream;
    },
    tellLosses() {
      const count = lostCount;
      lostCount = 0;
      if (count > 0) emit({ type: 'event.dropped', at: now(), stage: labelText('stream'), reason: 'queue_full', count });
    },
    close() {
      for (const { close } of inlets) close();
    },
  };
}
