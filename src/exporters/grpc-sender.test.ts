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
  const config = { signal: 'logs', compression: 'none', timeoutSeconds: 5 } as const;
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
