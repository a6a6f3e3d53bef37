import fc from 'fast-check';
import {
  CALL_FIELDS,
  type Field,
  type Fields,
  joinTold,
  LATENCY_STAGE,
  present,
  Private,
  type PrivateKind,
  REGISTRATION_FIELDS,
  type ShapeOf,
  type StoredCall,
  type StoredRegistration,
  TIMELINE_FIELDS,
  type TimelineEntry,
} from '../../core/index.ts';

const HEX = fc.nat({ max: 15 }).map((digit) => digit.toString(16));
/** 2023-11-14: times lie within a month of it. */
const FIRST_AT = 1_700_000_000;

type Generators = { readonly [name: string]: fc.Arbitrary<unknown> };

function fieldValue(one: Field<unknown, boolean>, secret: (kind: PrivateKind) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  switch (one.kind) {
    case 'id':
      return fc.string({ unit: HEX, minLength: 8, maxLength: 32 });
    case 'text':
      return fc.string({ unit: 'grapheme', maxLength: 40 });
    case 'label':
      return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 });
    case 'oneOf':
      return fc.constantFrom(...(one.values ?? []));
    case 'private':
      return secret(one.privateKind ?? 'text');
    case 'at':
      return fc.integer({ min: 0, max: 2_592_000_000 }).map((milliseconds) => FIRST_AT + milliseconds / 1000);
    case 'seconds':
      return fc.integer({ min: 0, max: 7_200_000 }).map((milliseconds) => milliseconds / 1000);
    case 'bytes':
    case 'count':
      return fc.nat();
    case 'ratio':
      return fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
    case 'number':
      return fc.integer({ min: one.least ?? 0, max: one.most ?? 0 });
    case 'flag':
      return fc.boolean();
    case 'list':
      // An optional list is absent rather than empty.
      return one.element === undefined
        ? fc.constant([])
        : fc.array(fieldValue(one.element, secret), { minLength: one.isOptional ? 1 : 0, maxLength: 4 });
    case 'map':
      return one.element === undefined
        ? fc.constant({})
        : fc.dictionary(fc.string({ unit: HEX, maxLength: 8 }), fieldValue(one.element, secret), { maxKeys: 4, noNullPrototype: true });
    case 'shape':
      return shape(one.fields ?? {}, secret);
  }
}

function shape(fields: Fields, secret: (kind: PrivateKind) => fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const generators: Generators = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, fieldValue(one, secret)]));
  const requiredKeys = Object.keys(fields).filter((name) => fields[name]?.isOptional === false);
  // Plain objects, because that is what a store gives back.
  return fc.record(generators, { requiredKeys, noNullPrototype: true });
}

const privateValue = (kind: PrivateKind): fc.Arbitrary<Private> => fc.string({ minLength: 1 }).map((text) => new Private(text, kind));
const storedPrivate = (): fc.Arbitrary<unknown> =>
  fc.record(
    { hash: fc.string({ unit: HEX, minLength: 14, maxLength: 14 }), mask: fc.constantFrom('***', '+49***0123') },
    { noNullPrototype: true },
  );

/** Any event or record with these fields; optional ones are sometimes absent. The values follow from the kinds of the fields. */
export function arbitraryShape<const F extends Fields>(fields: F): fc.Arbitrary<ShapeOf<F>> {
  // The generator follows the same declarations as the type.
  return shape(fields, privateValue) as fc.Arbitrary<ShapeOf<F>>;
}

/** Any call as a store keeps it: what its lists promise of their order, and that each value is there once, holds. */
export function arbitraryStoredCall(): fc.Arbitrary<StoredCall> {
  const any = shape(CALL_FIELDS, storedPrivate) as fc.Arbitrary<StoredCall>;
  return any.map(({ stages, ends, told, ...call }) =>
    present({
      ...call,
      stages: stages && LATENCY_STAGE.filter((stage) => stages.includes(stage)),
      ends: ends && [...new Set(ends)],
      told: joinTold(told),
    }),
  );
}

/** Any registration as a store keeps it. */
export function arbitraryStoredRegistration(): fc.Arbitrary<StoredRegistration> {
  return shape(REGISTRATION_FIELDS, storedPrivate) as fc.Arbitrary<StoredRegistration>;
}

/** Any timeline entry. */
export function arbitraryTimelineEntry(): fc.Arbitrary<TimelineEntry> {
  return arbitraryShape(TIMELINE_FIELDS);
}
