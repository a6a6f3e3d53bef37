import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENTS } from './events/index.ts';
import type { Field } from './field.ts';
import { labelText } from '../metrics/index.ts';
import { createPipeline } from './pipeline.ts';
import { Private } from './private.ts';
import { readEvent } from './read-event.ts';

const HOSTS = [
  ['compiled', createPipeline(() => 9).offer],
  [
    'without code made of text',
    createPipeline(
      () => 9,
      () => undefined,
    ).offer,
  ],
] as const;

const report = { type: 'call.report', at: 1.5, callId: 'a', source: labelText('pbx') };

test.each(HOSTS)('what the declarations describe is an event, %s', (_, isEvent) => {
  expect(isEvent(report)).toBe(true);
  expect(isEvent({ ...report, state: 'answered', caller: new Private('100', 'number'), lossRatio: 1, isEmergency: false })).toBe(true);
  expect(isEvent({ ...report, state: undefined, notDeclared: 1 })).toBe(true);
});

test.each(HOSTS)('what they do not describe is none, %s', (_, isEvent) => {
  const endless = {
    get type(): string {
      throw new Error('a getter that fails');
    },
  };
  const wrong = [
    null,
    1,
    'call.report',
    [],
    {},
    endless,
    { ...report, type: 'toString' },
    { ...report, at: undefined },
    { ...report, at: -1 },
  ];
  const fields = [
    { callId: '' },
    { callId: 'x'.repeat(257) },
    { state: 'gone' },
    { state: null },
    { caller: '100' },
    { lossRatio: 1.1 },
    { isEmergency: 0 },
  ];
  const sip = { sipCode: 1.5 };
  for (const one of [...wrong, ...[...fields, sip].map((field) => ({ ...report, ...field }))]) expect(isEvent(one)).toBe(false);
});

/** JSON of what a field may hold. */
function jsonOf({ kind, values = [], element, least = 0 }: Field<unknown, boolean>): fc.Arbitrary<unknown> {
  if (kind === 'oneOf') return fc.constantFrom(...values);
  if (kind === 'list' && element !== undefined) return fc.array(jsonOf(element), { maxLength: 3 });
  if (kind === 'flag') return fc.boolean();
  if (['at', 'seconds', 'ratio', 'number'].includes(kind)) return fc.double({ min: least, max: least + 1, noNaN: true });
  return kind === 'count' || kind === 'bytes' ? fc.nat() : fc.string({ minLength: 1, maxLength: 128 });
}

test.each(HOSTS)('every event that is read from JSON is one, %s', (_, isEvent) => {
  for (const { type, fields } of EVENTS) {
    const all = Object.entries<Field<unknown, boolean>>(fields);
    const required = all.filter(([, one]) => !one.isOptional && one.initial === undefined).map(([name]) => name);
    const json = fc.record(Object.fromEntries(all.map(([name, one]) => [name, jsonOf(one)])), { requiredKeys: required });
    fc.assert(
      fc.property(json, (given) => {
        expect(isEvent(readEvent({ ...given, type }, { now: 1, source: 'api' }))).toBe(true);
      }),
      { numRuns: 10 },
    );
  }
});
