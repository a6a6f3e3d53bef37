import type { OptionTree, Source, SourceDef, TelephonyEvent, TreeValues } from '../core/index.ts';

/** A source with what it has emitted. */
export interface RunningSource {
  readonly source: Source;
  readonly events: readonly TelephonyEvent[];
  /** Resolves once an event is there that meets the condition. */
  until(condition: (event: TelephonyEvent) => boolean): Promise<void>;
}

/** The values of a source's options: those given, and the defaults of the others. */
export function optionValues<O extends OptionTree>(def: SourceDef<O>, given: Partial<TreeValues<O>>): TreeValues<O> {
  // Each initial value is of its option's type by declaration.
  return { ...initialValues(def.options), ...given } as TreeValues<O>;
}

function initialValues(tree: OptionTree): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, one]) => [name, typeof one['kind'] === 'string' ? one['initial'] : initialValues(one as OptionTree)]),
  );
}

/** Makes a source that keeps what it emits. It is not started. */
export function observeSource<O extends OptionTree>(def: SourceDef<O>, given: Partial<TreeValues<O>>): RunningSource {
  const events: TelephonyEvent[] = [];
  const waiting = new Set<() => void>();
  const source = def.create(optionValues(def, given), {
    emit(event) {
      events.push(event);
      for (const check of waiting) check();
    },
    now: () => Date.now() / 1000,
    hashSeed: 7,
  });
  return {
    source,
    events,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!events.some(condition)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
