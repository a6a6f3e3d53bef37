import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { batchSize } from './batch-size.ts';

/** What a program may have that is started with these options. */
function heapBytes(...options: string[]): number {
  return Number(execFileSync(process.execPath, [...options, '-p', 'v8.getHeapStatistics().heap_size_limit'], { encoding: 'utf8' }));
}

test('a store set up for little memory, as its documentation says, takes fewer changes at once', () => {
  expect(batchSize(heapBytes('--max-old-space-size=96', '--max-semi-space-size=1'))).toBe(5000);
});

test('a store with the memory of a small server takes 20,000 changes at once', () => {
  expect(batchSize(heapBytes('--max-old-space-size=256'))).toBe(20_000);
});
