import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpSender } from './http-sender.ts';
import type { Sent } from './sent.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

async function sendTo(url: string, { timeoutSeconds = 60, headers = {}, message = '' } = {}): Promise<Sent> {
  const serializer = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message }) };
  const sender = createHttpSender({ url, protocol: 'http/json', compression: 'none', timeoutSeconds }, { headers }, serializer);
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

test.each(['text/html; charset=utf-8', 'TEXT/HTML', 'application/xhtml+xml'])(
  'a web page (%s) is no answer of a collector',
  async (type) => {
    const place = await answering(200, { 'content-type': type });
    expect(await sendTo(`http://${place}/v1/logs`)).toEqual({
      kind: 'refused',
      reason: 'answered 200 with a web page, as no collector does',
    });
  },
);

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

test.each([64.001, 33.3, 64.1, 16.1])(
  'a collector has any time that is set to answer, also %s s, which is no whole number of milliseconds',
  async (timeoutSeconds) => {
    const place = await answering(200, {});
    expect(await sendTo(`http://${place}/v1/logs`, { timeoutSeconds })).toEqual({ kind: 'taken', rejected: 0 });
  },
);

test('an answer is judged by its status when the rest of it is cut off, and when it is too late', async () => {
  const answerWith = async (after: (socket: Socket) => void) =>
    listen(
      createSocketServer((socket) => {
        ends.push(() => void socket.destroy());
        socket
          .on('error', () => undefined)
          .once('data', () => {
            socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx');
            after(socket);
          });
      }),
    );
  const cut = await answerWith((socket) => setTimeout(() => socket.end(), 50));
  expect(await sendTo(`http://${cut}/v1/logs`)).toEqual({ kind: 'taken', rejected: 0 });
  const late = await answerWith(() => undefined);
  expect(await sendTo(`http://${late}/v1/logs`, { timeoutSeconds: 3 })).toEqual({ kind: 'taken', rejected: 0 });
});

test('what a collector says is told without what the headers hold', async () => {
  const place = await answering(200, {});
  const headers = { authorization: 'Bearer hunter2', 'x-key': 'ab12cd' };
  const message = 'no: Bearer hunter2, or hunter2 alone, or ab12cd';
  expect(await sendTo(`http://${place}/v1/logs`, { headers, message })).toEqual({
    kind: 'taken',
    rejected: 0,
    message: 'no: ***, or *** alone, or ***',
  });
  const cut = await sendTo(`http://${place}/v1/logs`, { headers, message: `${'x'.repeat(196)}hunter2` });
  expect(cut).toMatchObject({ message: expect.not.stringContaining('hunt') });
});
