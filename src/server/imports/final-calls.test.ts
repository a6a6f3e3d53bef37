import { expect, test } from 'vitest';
import type { CallRecord, TrackerOutput } from '../../core/index.ts';
import { storedCall } from '../../testing/index.ts';
import { FinalCalls } from './final-calls.ts';

function changed(id: string, more: Partial<CallRecord>): TrackerOutput {
  const { caller: _caller, callee: _callee, callKey: _callKey, ...record } = storedCall({ id });
  return { type: 'call.changed', record: { ...record, state: 'ended', isProvisional: false, ...more } as CallRecord, timeline: [] };
}

test('of calls that have settled at once only so many are held, each is given once, and what comes of it later is passed over', () => {
  const taken: string[] = [];
  const calls = new FinalCalls({
    keepsTimelines: false,
    mostSettled: 2,
    take: ({ record }) => taken.push(`${record.id} ${record.retransmissions}`),
  });
  calls.push(changed('open', { state: 'answered' }), 0);
  calls.push(changed('young', { isProvisional: true }), 1);
  for (const id of ['a', 'b', 'c', 'd']) calls.push(changed(id, { retransmissions: 0 }), 2);
  expect(taken).toEqual(['a 0', 'b 0']);
  for (const id of ['a', 'd']) calls.push(changed(id, { retransmissions: 1 }), 3);
  expect(taken).toHaveLength(2);
  calls.release(70);
  expect(taken.slice(2)).toEqual(['young 0', 'c 0', 'd 1']);
  calls.end();
  expect(taken.slice(5)).toEqual(['open 0']);
});
