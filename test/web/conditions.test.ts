import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONDITION_NAMES, parameterOf } from '../../src/core/index.ts';
import { conditionsText, FILTER_NAMES, readConditions } from '../../web/parts/conditions.ts';

test('conditions are read as the commands take them, and shorter', () => {
  const read = { conditions: { hopTrunk: 'carrier a', failed: 'true', minTalkSeconds: '60', hop: '192.0.2.1:5060' } };
  expect(readConditions('--hop-trunk "carrier a" --failed --min-talk-seconds 60 --hop 192.0.2.1:5060')).toEqual(read);
  expect(readConditions('hopTrunk="carrier a" failed minTalkSeconds:60 hop=192.0.2.1:5060')).toEqual(read);
  expect(readConditions('--failed false --active')).toEqual({ conditions: { failed: 'false', active: 'true' } });
  expect(readConditions('  ')).toEqual({ conditions: {} });
});

test('what is no condition, or lacks its value, is named', () => {
  for (const [text, unknown] of [
    ['trunk=a colour=red', 'colour=red'],
    ['carrier-a', 'carrier-a'],
    ['trunk', 'trunk'],
    ['--trunk', '--trunk'],
    ['trunk=', 'trunk='],
    ['--constructor x', '--constructor'],
    ['=', '='],
  ])
    expect(readConditions(text ?? ''), text).toEqual({ unknown });
});

test('every condition of the API can be written', () => {
  expect([...FILTER_NAMES].toSorted()).toEqual([...CONDITION_NAMES.map(parameterOf), 'number', 'caller', 'callee'].toSorted());
});

test('conditions that are written as a text and read again are the same; no text throws', () => {
  const value = fc.string({ minLength: 1 }).filter((text) => !text.includes('"'));
  const given = fc.dictionary(fc.constantFrom(...FILTER_NAMES, 'since'), value);
  fc.assert(
    fc.property(given, (conditions) => {
      expect(readConditions(conditionsText(conditions))).toEqual({ conditions });
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void readConditions(text)));
});
