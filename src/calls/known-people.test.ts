import { expect, test } from 'vitest';
import { Private } from '../core/index.ts';
import { KnownPeople } from './known-people.ts';
import type { People } from './seen.ts';

const number = (text: string): Private => new Private(text, 'number');
const people = (): People => ({ caller: number('+493012345'), callee: number('+493054321') });

test('the people of a message are those of the one before it when all of them are the same', () => {
  const known = new KnownPeople({});
  const first = known.asBefore(people());
  expect(first.caller).toEqual(number('+493012345'));
  expect(known.asBefore(people())).toBe(first);
});

test('whoever is known already is kept once, also beside others', () => {
  const known = new KnownPeople({});
  const { caller, callee } = people();
  known.note(caller, 'caller');
  known.note(callee, 'callee');
  const read = known.asBefore({ ...people(), requestUser: number('+493054321'), callerName: new Private('+493012345', 'name') });
  expect(read.caller).toBe(caller);
  expect([read.callee, read.requestUser]).toEqual([callee, callee]);
  expect(read.requestUser).toBe(callee);
  const sentOn = known.asBefore({ ...people(), requestUser: number('+493099999'), callerName: new Private('+493012345', 'name') });
  expect(sentOn.callerName).toBe(read.callerName);
  expect(read.callerName?.kind).toBe('name');
});

test('what was let go of once nobody asked for it is made again as it was', () => {
  const known = new KnownPeople({ endOf: () => 'end', sealCallId: (callId) => `sealed ${callId}` });
  const { caller, callee } = people();
  known.note(caller, 'caller');
  known.note(callee, 'callee');
  const before = [known.ends, known.show('+493012345@pbx', 'key', people())];
  expect(before).toEqual([['enda', 'endb'], { callId: 'key', callIdSealed: 'sealed +493012345@pbx' }]);
  known.rest();
  expect([known.ends, known.show('+493012345@pbx', 'key', people())]).toEqual(before);
});

test('they are others when one has another text or kind, is missing or is new', () => {
  const known = new KnownPeople({});
  const others: readonly People[] = [
    { ...people(), callee: number('+493099999') },
    { ...people(), callee: new Private('+493054321', 'user') },
    { caller: number('+493012345') },
    { ...people(), requestUser: number('+493054321') },
  ];
  for (const other of others) {
    const before = known.asBefore(people());
    const read = known.asBefore(other);
    expect(read).not.toBe(before);
    expect(Object.entries(read)).toStrictEqual(Object.entries(other));
    for (const [name, secret] of Object.entries(other)) expect(read[name as keyof People]?.kind).toBe(secret.kind);
  }
});

test('of somebody who was forgotten nothing comes back with the next message', () => {
  const known = new KnownPeople({});
  const first = people();
  known.asBefore(first);
  known.forget();
  const next = people();
  expect(known.asBefore(next).caller).toBe(next.caller);
});

test('who is known stays known, and hides a Call-ID', () => {
  const known = new KnownPeople({});
  known.note(number('+493012345'), 'caller');
  known.note(number('+493012345'), 'callee');
  known.note(number('+493054321'), 'callee');
  expect(known.callIdOf('call-+493012345@pbx', 'key')).toBe('key');
});
