import { expect, test } from 'vitest';
import { grpcTarget } from './grpc-target.ts';

test.each([
  ['http://127.0.0.1:80', '127.0.0.1:80'],
  ['http://collector.example', 'collector.example:80'],
  ['https://collector.example:443/', 'collector.example:443'],
  ['https://collector.example', 'collector.example:443'],
  ['http://collector.example:443', 'collector.example:443'],
  ['https://collector.example:80', 'collector.example:80'],
  ['http://[::1]:80', '[::1]:80'],
  ['http://[::1]:4317/x', '[::1]:4317'],
])('gRPC to %s dials %s', (url, target) => {
  expect(grpcTarget(url)).toBe(target);
});
