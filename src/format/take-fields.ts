import { type Compile, makeFunction } from '../core/index.ts';

/** Puts what a record has of some fields into a list, in the order of the fields; undefined for what is absent. */
export type TakeFields = (record: object) => void;

/**
 * Makes the function that fills `values` with the fields of these names. Hot: compiled, so that each field is looked at in a place of its own; to look up what is
 * absent by a name that differs each time takes ten times as long.
 */
export function createTakeFields(names: readonly string[], values: unknown[], compile: Compile = makeFunction): TakeFields {
  const steps = names.map((name, place) => `values[${place}] = record[${JSON.stringify(name)}];`);
  const make = compile('values', `return (record) => { ${steps.join(' ')} };`);
  // The text makes this of the list.
  if (make !== undefined) return make(values) as TakeFields;
  return (record) => {
    const known = record as Readonly<Record<string, unknown>>;
    for (const [place, name] of names.entries()) values[place] = known[name];
  };
}
