import type { Dashboard } from '@grafana/schema';
import { expect, test } from 'vitest';
import { DASHBOARDS, grafanaDashboard, type GrafanaDashboard } from '../../src/dashboards/index.ts';

/** A type as plain JSON has it: the words of an enumeration instead of its members, lists that may be read only. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends Record<string, infer Any>
      ? unknown extends Any
        ? object
        : { readonly [K in keyof T]: Plain<T[K]> }
      : T extends object
        ? { readonly [K in keyof T]: Plain<T[K]> }
        : T;

/** That this compiles is the proof: what is written has the types of Grafana's schema. */
function asSchema(written: GrafanaDashboard): Plain<Dashboard> {
  return written;
}

/** Nor has it a field that the schema does not know. */
type Unknown<Written, Known> = Exclude<keyof Written, keyof Known>;
const hasNoUnknownField: [Unknown<GrafanaDashboard, Dashboard>] extends [never] ? true : false = true;

test('every dashboard has the shape of the schema of Grafana', () => {
  expect(hasNoUnknownField).toBe(true);
  for (const one of DASHBOARDS) {
    const written = asSchema(grafanaDashboard(one, { url: 'http://127.0.0.1:7464' }));
    expect(written.uid).toBe(`ringscope-${one.name}`);
    expect(written.panels?.length).toBeGreaterThan(0);
  }
});

test('a field of another type would not compile', () => {
  const [first] = DASHBOARDS.map((one) => grafanaDashboard(one, { url: '' }));
  if (first === undefined) throw new Error('There is no dashboard.');
  const written = first;
  // @ts-expect-error The tags are a list.
  const tags: Plain<Dashboard> = { ...written, tags: 'ringscope' };
  // @ts-expect-error Nothing is refreshed at a moment of this name.
  const refresh: Plain<Dashboard> = { ...written, templating: { list: [{ name: 'a', type: 'query', refresh: 'sometimes' }] } };
  // @ts-expect-error There is no such way to colour.
  const color: Plain<Dashboard> = { ...written, panels: [{ type: 'stat', fieldConfig: { defaults: { color: { mode: 'pink' } } } }] };
  expect([tags, refresh, color]).toHaveLength(3);
});
