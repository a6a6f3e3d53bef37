import { labelText, type Clock, type Consumer, type Emit, type EventOfType, type EventType, type TelephonyEvent } from '../core/index.ts';

/** Takes the events of one type. What it throws, and the rejection of a promise that it returns, is counted and harms nobody else. */
export type Listener<T extends EventType> = (event: EventOfType<T>) => unknown;

/** The listeners of one instance, by type of event. */
export interface Listeners extends Consumer {
  /** Calls `listener` with every event of a type until the result is called. */
  on<T extends EventType>(type: T, listener: Listener<T>): () => void;
}

/** Creates an empty table. `reroute` is called when a type has its first listener or has lost its last: events go past a table that nobody of it listens to. */
export function createListeners(emit: Emit, now: Clock, reroute: () => void): Listeners {
  const byType = new Map<EventType, readonly ((event: TelephonyEvent) => unknown)[]>();
  const onFault = ({ type }: TelephonyEvent): void => {
    // A listener that fails on this one as well would go on for ever.
    if (type !== 'event.dropped')
      emit({ type: 'event.dropped', at: now(), stage: labelText('listener'), reason: 'consumer_failed', count: 1 });
  };
  const set = (type: EventType, listeners: readonly ((event: TelephonyEvent) => unknown)[]): void => {
    const hadAny = byType.has(type);
    if (listeners.length === 0) byType.delete(type);
    else byType.set(type, listeners);
    if (byType.has(type) !== hadAny) reroute();
  };
  return {
    name: 'listener',
    takes: (type) => byType.has(type),
    on(type, listener) {
      // The table calls a listener only with events of its own type.
      const one = (event: TelephonyEvent): unknown => listener(event as Parameters<typeof listener>[0]);
      set(type, [...(byType.get(type) ?? []), one]);
      return () =>
        set(
          type,
          (byType.get(type) ?? []).filter((other) => other !== one),
        );
    },
    accept(event) {
      for (const listener of byType.get(event.type) ?? []) {
        try {
          const result = listener(event);
          if (result instanceof Promise) result.catch(() => onFault(event));
        } catch {
          onFault(event);
        }
      }
    },
  };
}
