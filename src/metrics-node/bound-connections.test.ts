import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { boundConnections, type ConnectionRefusal } from './bound-connections.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

const HALF = 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\nhalf';
const GET = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';

/** A server of at most so many connections that answers when it is told to. */
async function start(most: number) {
  const refused: ConnectionRefusal[] = [];
  const asked: ServerResponse[] = [];
  const server = createServer({ maxHeaderSize: 1024 });
  boundConnections({ most, refused: (reason) => refused.push(reason) }).add(server, (_request, response) => void asked.push(response));
  server.listen(0, '127.0.0.1');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  /** Connects and sends; resolves when the server has the connection. */
  const open = async (text = ''): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    ends.push(() => socket.destroy());
    const taken = once(server, 'connection');
    if (text !== '') socket.write(text);
    await taken;
    return socket;
  };
  /** The same, and resolves when the request is being answered. */
  const ask = async (text = GET): Promise<Socket> => {
    const requested = once(server, 'request');
    const socket = await open(text);
    await requested;
    return socket;
  };
  let heard = 0;
  server.on('request', () => {
    heard += 1;
  });
  return { refused, asked, open, ask, heard: () => heard };
}

const closed = async (socket: Socket): Promise<unknown> => (socket.closed ? undefined : once(socket.resume(), 'close'));

async function text(socket: Socket): Promise<string> {
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
}

test('a new connection takes the place of the one that has waited longest', async () => {
  const { refused, asked, open, ask } = await start(3);
  const first = await open();
  const second = await open('GET / HT');
  const third = await ask();
  const fourth = await ask();
  await closed(first);
  await ask();
  await closed(second);
  expect(refused).toEqual(['idle', 'idle']);
  expect([third.closed, fourth.closed, asked.length]).toEqual([false, false, 3]);
});

test('a connection waits anew once it was answered, and a request that does not come to its end waits as well', async () => {
  const { refused, asked, open, ask } = await start(2);
  const slow = await ask(HALF);
  const kept = await ask();
  asked[1]?.end('x');
  await once(kept, 'data');
  await open();
  await closed(slow);
  await open();
  await closed(kept);
  expect(refused).toEqual(['idle', 'idle']);
});

test('while all are being answered a new one is closed, and later another is taken', async () => {
  const { refused, asked, open, ask } = await start(2);
  const answered = await ask();
  await ask();
  await closed(await open());
  expect(refused).toEqual(['connection_limit']);
  asked[0]?.end('x');
  await once(answered, 'data');
  await ask();
  expect([asked.length, refused]).toEqual([3, ['connection_limit', 'idle']]);
});

test.each([
  ['nonsense\r\n\r\n', '400 Bad Request', 'malformed'],
  [`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'x'.repeat(2000)}\r\n\r\n`, '431 Request Header Fields Too Large', 'header_too_large'],
])('what is no request is answered and counted', async (sent, status, reason) => {
  const { refused, open } = await start(2);
  expect(await text(await open(sent))).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`));
  expect(refused).toEqual([reason]);
});

test('requests of a connection are answered one after the other; more than may wait close it, and nothing behind them is read', async () => {
  const { refused, asked, open, ask, heard } = await start(2);
  const patient = await ask(GET.repeat(8));
  for (let answered = 1; answered <= 8; answered += 1) {
    await expect.poll(() => asked.length).toBe(answered);
    asked.at(-1)?.end('x');
  }
  await once(patient, 'data');
  expect([refused, heard()]).toEqual([[], 8]);
  await closed(await open(GET.repeat(1000)));
  expect([refused, asked.length, heard()]).toEqual([['pipelined'], 9, 17]);
});

test('a client that goes away is no refusal', async () => {
  const { refused, open, ask } = await start(8);
  const reset = [await open(), await ask()];
  const ended = [await open('GET / HT'), await ask(HALF)];
  for (const socket of reset) socket.resetAndDestroy();
  for (const socket of ended) socket.end();
  await Promise.all([...reset, ...ended].map(closed));
  await ask();
  expect(refused).toEqual([]);
});
