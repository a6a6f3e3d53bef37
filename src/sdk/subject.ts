import type { EventType } from '../core/index.ts';
import { fieldsOf, type Given, type Tell, type Teller } from './tell.ts';

/** What the subjects of one instance are made with. */
export interface SubjectContext {
  readonly tell: Tell;
  /** An id that no other thing of the program has. */
  readonly newId: () => string;
  /** The span that a call is below, as a `traceparent`: the one that is told, else the active one of the host. Undefined: there is none. */
  readonly traceparent: (told: string | undefined) => string | undefined;
  /** Starts a clock that never goes back; the result tells the seconds since then. */
  readonly stopwatch: () => () => number;
}

/** A teller that can also measure: an event with `seconds`. */
export type TimedTeller<T extends EventType> = Teller<T> & {
  /**
   * Does some work, of whatever kind, tells what it took, and hands back what it gave. Work that throws or rejects is told with the outcome `failed`
   * where the event has one, and not at all elsewhere; its error goes on to the caller.
   */
  time<R>(given: Omit<Given<T>, 'seconds' | 'outcome'>, work: () => R): R;
};

/** Makes a teller that can measure. */
export function timed<T extends EventType>({ tell, stopwatch }: SubjectContext, type: T): TimedTeller<T> {
  const teller = tell(type);
  // Every key is checked by the type of `time`; what is told is looked at again by `emit`.
  const tellLoosely = teller as (given: object) => void;
  const words = fieldsOf(type)['outcome']?.values ?? [];
  const time = <R>(given: object, work: () => R): R => {
    const seconds = stopwatch();
    const done = (outcome: 'ok' | 'failed'): void => {
      if (outcome === 'failed' && !words.includes(outcome)) return;
      tellLoosely({ ...given, seconds: seconds(), ...(words.includes(outcome) ? { outcome } : {}) });
    };
    return measure(work, done);
  };
  return Object.assign(teller, { time });
}

/** Does the work and says how it came out; a promise has come out when it has settled. */
function measure<R>(work: () => R, done: (outcome: 'ok' | 'failed') => void): R {
  let result: R;
  try {
    result = work();
  } catch (error) {
    done('failed');
    throw error;
  }
  if (result instanceof Promise)
    result.then(
      () => done('ok'),
      () => done('failed'),
    );
  else done('ok');
  return result;
}
