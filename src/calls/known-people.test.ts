import { expect, test } from 'vitest';
import { Private } from '../core/index.ts';
import { KnownPeople } from './known-people.ts';
import type { People } from './seen.ts';

const number = (text: string): Private => new Private(text, 'number');
const people = (): People => ({ caller: number('+493012345'), callee: number('+493054321') });

test('the people of a message are those of the one before it when all of them are the same', () => {
  const known = new KnownPeople({});
  const first = people();
  expect(known.asBefore(first)).toBe(first);
  expect(known.asBefore(people())).toBe(first);
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
    known.asBefore(people());
    expect(known.asBefore(other)).toBe(other);
  }
});

test('of somebody who was forgotten nothing comes back with the next message', () => {
  const known = new KnownPeople({});
  const first = people();
  known.asBefore(first);
  known.forget();
  const next = people();
  expect(known.asBefore(next)).toBe(next);
});

test('who is known stays known when the room for more is let go of, and hides a Call-ID as before', () => {
  const known = new KnownPeople({});
  known.note(number('+493012345'), 'caller');
  known.trim();
  known.note(number('+493012345'), 'callee');
  known.note(number('+493054321'), 'callee');
  known.trim();
  expect(known.callIdOf('call-+493012345@pbx', 'key')).toBe('key');
});
