import { labelText, type Clock, type Consumer, type Emit, type EventOfType, type EventType, type TelephonyEvent } from '../core/index.ts';

/** Takes the events of one type. What it throws, and the rejection of a promise that it returns, is counted and harms nobody else. */
export type Listener<T extends EventType> = (event: EventOfType<T>) => unknown;

/** The listeners of one instance, by type of event. */
export interface Listeners extends Consumer {
  /** Calls `listener` with every event of a type until the result is called. */
  on<T extends EventType>(type: T, listener: Listener<T>): () => void;
}

/** Those who listen to one type. */
interface Slot {
  listeners: readonly ((event: TelephonyEvent) => unknown)[];
}

/** Creates an empty table. */
export function createListeners(emit: Emit, now: Clock): Listeners {
  const byType = new Map<EventType, Slot>();
  const slotOf = (type: EventType): Slot => {
    const slot = byType.get(type) ?? { listeners: [] };
    byType.set(type, slot);
    return slot;
  };
  const onFault = ({ type }: TelephonyEvent): void => {
    // A listener that fails on this one as well would go on for ever.
    if (type !== 'event.dropped')
      emit({ type: 'event.dropped', at: now(), stage: labelText('listener'), reason: 'consumer_failed', count: 1 });
  };
  const tell = ({ listeners }: Slot, event: TelephonyEvent): void => {
    for (const listener of listeners) {
      try {
        const result = listener(event);
        if (result instanceof Promise) result.catch(() => onFault(event));
      } catch {
        onFault(event);
      }
    }
  };
  return {
    name: 'listener',
    on(type, listener) {
      // The table calls a listener only with events of its own type.
      const one = (event: TelephonyEvent): unknown => listener(event as Parameters<typeof listener>[0]);
      const slot = slotOf(type);
      slot.listeners = [...slot.listeners, one];
      return () => {
        slot.listeners = slot.listeners.filter((other) => other !== one);
      };
    },
    acceptorOf(type) {
      const slot = slotOf(type);
      // Hot: mostly nobody listens.
      return (event) => {
        if (slot.listeners.length > 0) tell(slot, event);
      };
    },
    accept: (event) => tell(slotOf(event.type), event),
  };
}
