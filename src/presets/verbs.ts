import type { InstrumentOf, MetricDef } from '../metrics/index.ts';

/** What moves a metric. The labels are its last argument, where it has any. */
export type Verb = (...args: readonly unknown[]) => void;

/** The verbs of an instrument by their names, each by itself; those that its kind has not are undefined. */
export function verbsOf<D extends MetricDef>(instrument: InstrumentOf<D>): (name: string) => Verb | undefined {
  // An instrument is nothing but its verbs.
  return (name) => {
    const verb: unknown = Reflect.get(instrument, name);
    return typeof verb === 'function' ? (...args) => void Reflect.apply(verb, instrument, args) : undefined;
  };
}

/** An instrument of other verbs: it stands in the place of a real one, of which it has all that events move. */
export function instrumentOf<D extends MetricDef>(verbs: Readonly<Record<string, Verb>>): InstrumentOf<D> {
  return verbs as unknown as InstrumentOf<D>;
}
