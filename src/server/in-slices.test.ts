import { expect, test } from 'vitest';
import { inSlices } from './in-slices.ts';

test('what else waits for the thread gets its turn after each slice, and every item is taken once and in order', async () => {
  const seen: string[] = [];
  const others = (): void => void setImmediate(() => seen.push('others'));
  others();
  await inSlices(['a', 'b', 'c', 'd', 'e'], 2, (item, index) => seen.push(`${item}${index}`), others);
  expect(seen).toEqual(['a0', 'b1', 'others', 'others', 'c2', 'd3', 'others', 'e4']);
});
