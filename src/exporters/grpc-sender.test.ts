import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createGrpcSender } from './grpc-sender.ts';
import { loadGrpc } from './load-otlp.ts';
import type { Sent } from './sent.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

const SERIALIZER = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message: '' }) };

/** What becomes of one batch whose request is answered so. */
async function sentTo(answer: (stream: ServerHttp2Stream) => void): Promise<Sent> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.resume().once('end', () => answer(stream));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const config = { signal: 'logs', compression: 'none', timeoutSeconds: 60 } as const;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = createGrpcSender({ ...config, url }, { headers: {} }, SERIALIZER, await loadGrpc());
  ends.push(() => sender.close());
  return sender.send([]);
}

const withStatus =
  (status: string) =>
  (stream: ServerHttp2Stream): void =>
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status }, { endStream: true });

test.each<[string, (stream: ServerHttp2Stream) => void]>([
  ['resets the stream to calm its client', (stream) => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM)],
  ['resets the stream by a fault of the protocol', (stream) => stream.close(constants.NGHTTP2_PROTOCOL_ERROR)],
  ['resets the stream by a fault of its own', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
])('a collector that %s has refused nothing: the batch is sent again', async (_what, answer) => {
  expect(await sentTo(answer)).toEqual({ kind: 'again', reason: 'ended the stream without an answer' });
});

test('a collector that goes away to calm its client has refused nothing either', async () => {
  const sent = await sentTo(({ session }) => {
    session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from('too_many_pings'));
    session?.destroy();
  });
  expect(sent.kind).toBe('again');
});

test('RESOURCE_EXHAUSTED without a time to wait is a refusal, as the specification has it', async () => {
  expect(await sentTo(withStatus('8'))).toEqual({ kind: 'refused', reason: 'answered with gRPC status 8' });
});

test('a status that is no number is told in words', async () => {
  expect(await sentTo(withStatus('abc'))).toEqual({ kind: 'refused', reason: 'answered with a gRPC status that is no number' });
});

test.each([
  ['3', ''],
  ['7', ': headers are missing or wrong (otlp.headers_file)'],
  ['16', ': headers are missing or wrong (otlp.headers_file)'],
  ['12', ': this signal is not taken there (otlp.signals)'],
])('a refusal with status %s is told with what to change: "%s"', async (status, hint) => {
  expect(await sentTo(withStatus(status))).toEqual({ kind: 'refused', reason: `answered with gRPC status ${status}${hint}` });
});

test('a collector that is not ready is no connection that failed', async () => {
  expect(await sentTo(withStatus('14'))).toEqual({ kind: 'again', reason: 'is not ready (gRPC status 14)' });
});

const withBody =
  (status: number, type: string, body: string) =>
  (stream: ServerHttp2Stream): void => {
    stream.respond({ ':status': status, 'content-type': type });
    stream.end(body);
  };

test.each([
  ['<!DOCTYPE html><html></html>', 'a web page'],
  ['\r\n<html><body>Log in</body></html>', 'a web page'],
  ['<head></head>', 'a web page'],
  ['{"error":"no"}', 'text'],
])('a success of HTTP whose body is %j is a refusal, and told as what it is', async (body, what) => {
  const sent = await sentTo(withBody(200, 'text/html', body));
  expect(sent).toEqual({ kind: 'refused', reason: `answered 200 with ${what}, as no collector does` });
});

test('a message that is too large is none of a page', async () => {
  const sent = await sentTo((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(Uint8Array.of(0, 1, 0, 0, 0, 1));
  });
  expect(sent).toEqual({ kind: 'refused', reason: 'answered with gRPC status 8' });
});

test.each([
  [401, 'refused', 'answered 401: headers are missing or wrong (otlp.headers_file)'],
  [405, 'refused', 'answered 405: this signal is not taken there (otlp.signals)'],
  [302, 'refused', 'redirects (302), which is not followed'],
  [503, 'again', 'answered 503'],
])('what answers %i without a status of gRPC is told by that', async (status, kind, reason) => {
  expect(await sentTo(withBody(status, 'text/html', '<!DOCTYPE html>'))).toEqual({ kind, reason });
  expect(await sentTo((stream) => stream.respond({ ':status': status }, { endStream: true }))).toEqual({ kind, reason });
});

test('an answer of HTTP alone is none of a collector', async () => {
  const reason = 'answered 200 without a gRPC status, as no collector does';
  expect(await sentTo((stream) => stream.respond({ ':status': 200 }, { endStream: true }))).toEqual({ kind: 'refused', reason });
});

test('what a collector says of itself is not repeated, even where it speaks like the library', async () => {
  const message = 'No connection established. Last error: Error: my secret. Resolution note: x';
  const sent = await sentTo((stream) => {
    const status = { 'grpc-status': '14', 'grpc-message': message };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
  });
  expect(sent).toEqual({ kind: 'again', reason: 'could not be reached' });
});
