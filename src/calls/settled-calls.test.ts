import { expect, test } from 'vitest';
import { labelText } from '../core/index.ts';
import { openConversation, type CallState, type Conversation } from './conversation.ts';
import { SETTLED_SECONDS, SettledCalls } from './settled-calls.ts';

const MOST = 3;

/** A conversation with one call that has settled. */
function settled(key: string, at: number, told: Partial<CallState> = {}, aliasKeys: readonly string[] = []): Conversation {
  const opened = openConversation(key, key, labelText('hep'), at, { hashCallId: (callId) => callId }, 0);
  // Of a call nothing else is kept.
  const call = { id: `call ${key}`, stage: 'closed', startedAt: at - 2, endedAt: at - 0.25, isTold: false, ...told } as CallState;
  return Object.assign(opened, { calls: [call], aliasKeys });
}

test('a settled call is found by its Call-ID and by another id as it was', () => {
  const calls = new SettledCalls();
  calls.add(settled('a', 100.5, { isTold: true }, ['alias']), MOST);
  calls.add(settled('b', 101, { endedAt: undefined }), MOST);
  expect(calls.ofCallId('a')).toStrictEqual([
    { id: 'call a', stage: 'closed', startedAt: 98.5, endedAt: 100.25, isTold: true, told: undefined },
  ]);
  expect(calls.ofCallId('b')).toMatchObject([{ id: 'call b', endedAt: undefined }]);
  expect([calls.ofCallId('alias'), calls.ofAlias('b')]).toEqual([[], []]);
  // What is noted of it by one id is known by the other.
  expect(calls.ofAlias('alias')[0]).toBe(calls.ofCallId('a')[0]);
});

test('calls with one id are found together, also what was noted of the earlier one, and each by its own id as well', () => {
  const calls = new SettledCalls();
  calls.add(settled('a', 100, {}, ['both']), MOST);
  const [first] = calls.ofAlias('both');
  if (first !== undefined) first.isTold = true;
  calls.add(settled('b', 101, {}, ['both']), MOST);
  expect(calls.ofAlias('both').map(({ id, isTold }) => [id, isTold])).toEqual([
    ['call a', true],
    ['call b', false],
  ]);
  expect(calls.ofAlias('both')).toEqual([calls.ofCallId('a')[0], calls.ofCallId('b')[0]]);
  expect(calls.ofAlias('both')[1]).toBe(calls.ofCallId('b')[0]);
});

test('the oldest are let go of when there are too many, and all after a quarter of an hour', () => {
  const calls = new SettledCalls();
  for (const [at, key] of ['a', 'b', 'c', 'd'].entries()) calls.add(settled(key, 100 + at), MOST);
  expect(['a', 'b', 'c', 'd'].map((key) => calls.ofCallId(key).length)).toEqual([0, 1, 1, 1]);
  calls.add(settled('e', 102 + SETTLED_SECONDS), MOST);
  expect(['b', 'c', 'd', 'e'].map((key) => calls.ofCallId(key).length)).toEqual([0, 1, 1, 1]);
});
