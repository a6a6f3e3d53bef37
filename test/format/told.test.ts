import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChangeEncoder, decodeChanges, decodeMarks, decodeSpooled, encodeMarks } from '../../src/format/index.ts';

/** What a program told, and how far it has come, as the first version with them wrote both. Never written again: it proves that they stay readable. */
const [TOLD = '', MARKS = ''] = readFileSync(new URL('../fixtures/format/told.hex', import.meta.url), 'latin1').split('\n');

const programs = [{ instance: 'bot-5f0c7a91d2e84b36', sequence: 1207, heardAt: 1_700_000_000.25 }];
const change = {
  kind: 'told' as const,
  programs,
  events: '[{"type":"sms.sent","at":1700000000,"source":"gateway","modem":"only","parts":2}]',
};

test('a frame with what programs told reads as it was written, and writes as it was', () => {
  const bytes = Buffer.from(TOLD, 'hex');
  expect(decodeSpooled(bytes)).toStrictEqual([change]);
  expect(Buffer.from(createChangeEncoder()([change])).toString('hex')).toBe(TOLD);
  // It is nothing to the store.
  expect(decodeChanges(bytes)).toStrictEqual([]);
});

test('the marks of programs read as they were written, and write as they were', () => {
  expect(decodeMarks(Buffer.from(MARKS, 'hex'))).toStrictEqual(programs);
  expect(Buffer.from(encodeMarks(programs)).toString('hex')).toBe(MARKS);
});
