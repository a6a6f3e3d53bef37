import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpSender } from './http-sender.ts';
import type { Sent } from './sent.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

async function sendTo(url: string): Promise<Sent> {
  const serializer = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message: '' }) };
  const sender = createHttpSender({ url, protocol: 'http/json', compression: 'none', timeoutSeconds: 5 }, { headers: {} }, serializer);
  ends.push(() => sender.close());
  return sender.send([]);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers each request with a status and headers. */
async function answering(status: number, headers: Readonly<Record<string, string>>): Promise<string> {
  return listen(createServer((request, response) => void request.resume().once('end', () => response.writeHead(status, headers).end('x'))));
}

test.each([
  ['5', 5],
  ['999999999999999', 999_999_999_999_999],
  ['9'.repeat(400), Infinity],
  ['soon', undefined],
])('Retry-After: %s asks to wait as long, which is held to the longest wait later', async (text, afterSeconds) => {
  const place = await answering(503, { 'retry-after': text });
  expect(await sendTo(`http://${place}/v1/logs`)).toEqual({
    kind: 'again',
    reason: 'answered 503',
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
  });
});

test('a web page is no answer of a collector, whatever its status', async () => {
  const place = await answering(200, { 'content-type': 'text/html; charset=utf-8' });
  expect(await sendTo(`http://${place}/v1/logs`)).toEqual({
    kind: 'refused',
    reason: 'answered 200 with a web page, as no collector does',
  });
});

test('an address with the path of a signal is named as the cause when nobody answers there', async () => {
  const place = await answering(404, {});
  const reason = 'answered 404: the address has the path of a signal, which is put behind it once more';
  expect(await sendTo(`http://${place}/v1/traces/v1/traces`)).toEqual({ kind: 'refused', reason });
});

test.each([
  [400, ''],
  [401, ': headers are missing or wrong (otlp.headers_file)'],
  [403, ': headers are missing or wrong (otlp.headers_file)'],
  [407, ': headers are missing or wrong (otlp.headers_file)'],
  [404, ': this signal is not taken there (otlp.signals)'],
  [405, ': this signal is not taken there (otlp.signals)'],
  [415, ': another protocol is taken there (otlp.protocol)'],
])('a refusal with %i is told with what to change: "%s"', async (status, hint) => {
  const place = await answering(status, {});
  expect(await sendTo(`http://${place}/v1/traces`)).toEqual({ kind: 'refused', reason: `answered ${status}${hint}` });
});
