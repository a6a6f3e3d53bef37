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

/** Creates an empty set. `reroute` is called when the first is opened and when the last is closed: events go past an empty set. */
export function createStreams(emit: Emit, now: Clock, reroute: () => void): Streams {
  let inlets: readonly StreamInlet[] = [];
  let lostCount = 0;
  const set = (next: readonly StreamInlet[]): void => {
    const hadAny = inlets.length > 0;
    inlets = next;
    if (inlets.length > 0 !== hadAny) reroute();
  };
  return {
    name: 'stream',
    takes: () => inlets.length > 0,
    accept(event) {
      for (const inlet of inlets) if (!inlet.offer(event)) lostCount += 1;
    },
    open(options) {
      const { inlet, stream } = openStream(options, () => set(inlets.filter((one) => one !== inlet)));
      set([...inlets, inlet]);
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
