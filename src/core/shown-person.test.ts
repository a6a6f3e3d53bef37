import { expect, test } from 'vitest';
import { shownPerson } from './shown-person.ts';

const HASH = 'k3m7vq2xw5zaynpd';

test('who is hidden whole is shown by the first six letters of his pseudonym', () => {
  expect(shownPerson({ hash: HASH, mask: '***' }, 'masked')).toBe('~k3m7vq');
  expect(shownPerson({ hash: '', mask: '***' }, 'masked')).toBe('***');
});

test('a number keeps its mask, without any letter of its pseudonym', () => {
  expect(shownPerson({ hash: HASH, mask: '+49***5678' }, 'masked')).toBe('+49***5678');
  expect(shownPerson({ hash: HASH, mask: '***5678' }, 'masked')).toBe('***5678');
});

test('a text that may be shown is shown in place of mask and pseudonym, and not when nothing of people is', () => {
  const clear = { hash: HASH, mask: '101' };
  expect(shownPerson(clear, 'masked')).toBe('101');
  expect(shownPerson(clear, 'pseudonym')).toBe('101');
  expect(shownPerson(clear, 'off')).toBeUndefined();
});

test('pseudonyms are whole where these are shown', () => {
  for (const mask of ['***', '***5678', '+49***5678']) expect(shownPerson({ hash: HASH, mask }, 'pseudonym')).toBe(HASH);
});
