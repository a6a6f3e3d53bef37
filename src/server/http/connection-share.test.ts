import { expect, test } from 'vitest';
import { mostConnections } from './connection-share.ts';

test.each([
  [64, 16],
  [1024, 256],
  [4096, 1024],
  [1_048_576, 1024],
])('of %d files that may be open HTTP takes %d', (openFiles, connections) => {
  expect(mostConnections(openFiles)).toBe(connections);
});

test('the limit of this process leaves room for connections', () => {
  expect(mostConnections()).toBeGreaterThan(0);
  expect(mostConnections()).toBeLessThanOrEqual(1024);
});
