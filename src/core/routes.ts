import { type Check, eventCheckOf } from './event-check.ts';
import type { EventType } from './events/index.ts';
import type { Compile } from './make-function.ts';
import type { Accept, Consumer } from './pipeline.ts';

/** A consumer on one route. */
export interface Taker {
  readonly name: string;
  readonly accept: Accept;
}

/** Where the events of one type go. */
export interface Route {
  /** Who takes them, in order. Another array after `reroute`. */
  readonly takers: readonly Taker[];
}

/** The routes of a pipeline, by type of event. Hot: without them, an event goes past everyone whom it does not concern. */
export interface Routes {
  /** Adds a consumer behind the others, for types that have no route yet. */
  readonly add: (consumer: Consumer) => void;
  readonly of: (type: EventType) => Route;
  /** The route of what untyped code made; undefined when it is no event as its declaration says. It never throws. */
  readonly offered: (value: unknown) => Route | undefined;
  /** Asks the consumers anew which types they take. */
  readonly reroute: () => void;
}

interface CheckedRoute extends Route {
  takers: readonly Taker[];
  /** Absent before the first that is offered. */
  check?: Check;
}

/** Creates an empty table. `compile` makes the checks of what is offered. */
export function createRoutes(compile: Compile): Routes {
  const consumers: Consumer[] = [];
  const routes = new Map<unknown, CheckedRoute>();

  const takersOf = (type: EventType): readonly Taker[] =>
    consumers.filter((consumer) => consumer.takes?.(type) ?? true).map((consumer) => takerOf(consumer, type));
  const routeOf = (type: EventType): CheckedRoute => {
    const known = routes.get(type);
    if (known !== undefined) return known;
    const route = { takers: takersOf(type) };
    routes.set(type, route);
    return route;
  };
  const checkedRoute = (type: unknown, value: object): Route | undefined => {
    const known = routes.get(type);
    if (known?.check !== undefined) return known.check(value) ? known : undefined;
    const check = eventCheckOf(type, compile);
    if (check === undefined) return undefined;
    // Only types that are declared have a check.
    const route = routeOf(type as EventType);
    route.check = check;
    return check(value) ? route : undefined;
  };

  return {
    add: (consumer) => void consumers.push(consumer),
    of: routeOf,
    offered(value) {
      if (typeof value !== 'object' || value === null) return undefined;
      try {
        return checkedRoute((value as { readonly type?: unknown }).type, value);
      } catch {
        // A getter or proxy of the caller failed: it is no event.
        return undefined;
      }
    },
    reroute() {
      // Only types of events were stored.
      for (const [type, route] of routes) route.takers = takersOf(type as EventType);
    },
  };
}

function takerOf(consumer: Consumer, type: EventType): Taker {
  return { name: consumer.name, accept: consumer.acceptorOf?.(type) ?? ((event) => consumer.accept(event)) };
}
