import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpSender } from './http-sender.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

test.each([
  ['5', 5],
  ['999999999999999', 999_999_999_999_999],
  ['9'.repeat(400), Infinity],
  ['soon', undefined],
])('Retry-After: %s asks to wait as long, which is held to the longest wait later', async (text, afterSeconds) => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(503, { 'retry-after': text }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
  const serializer = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message: '' }) };
  const sender = createHttpSender({ url, protocol: 'http/json', compression: 'none', timeoutSeconds: 5 }, { headers: {} }, serializer);
  ends.push(() => sender.close());
  expect(await sender.send([])).toEqual({ kind: 'again', reason: 'answered 503', ...(afterSeconds === undefined ? {} : { afterSeconds }) });
});
