import { expect, test } from 'vitest';
import { createGivenItems } from './given-items.ts';
import { OtlpTally } from '../../exporters/index.ts';

const span = {
  traceId: '0'.repeat(32),
  spanId: '1'.repeat(16),
  name: 'x',
  kind: 'internal',
  startTime: 1,
  endTime: 2,
  attributes: {},
} as const;

test('of a thread that ended, spans that it was given and spans that it made are lost but for those that the collector took or that it told of', () => {
  const tally = new OtlpTally();
  const items = createGivenItems(tally);
  items.given({ lines: [], calls: ['a', 'b'], spans: Array.from({ length: 10 }, () => span) });
  tally.add('calls', 2);
  tally.add('made', 5);
  tally.add('traces', 8);
  items.told({ what: 'traces', reason: 'queue_full', count: 3 });
  expect(items.left()).toEqual([{ what: 'traces', reason: 'not_acknowledged', count: 4 }]);
});
