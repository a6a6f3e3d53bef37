import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askHttp } from './http-answer.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const GET = { method: 'GET', headers: {}, signal: new AbortController().signal };

test('a body is sent with its length, whatever the method is', async () => {
  const url = await listen((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => void (text += String(chunk)));
    request.on('end', () => response.end(`${request.method} ${request.headers['content-length']} ${text}`));
  });
  for (const method of ['POST', 'DELETE']) {
    const answer = await askHttp(url, { ...GET, method, body: '{"a":"ä"}' });
    expect([answer.status, await answer.text()]).toEqual([200, `${method} 10 {"a":"ä"}`]);
  }
});

test('an upload is sent as it comes, and its answer can be read before it ends', async () => {
  const url = await listen((request, response) => void request.pipe(response));
  let next = (): void => undefined;
  async function* upload(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('one');
    await new Promise<void>((resolve) => (next = resolve));
    yield new TextEncoder().encode('two');
  }
  const answer = await askHttp(url, { ...GET, method: 'POST', upload });
  const got: string[] = [];
  for await (const chunk of answer.body()) {
    got.push(new TextDecoder().decode(chunk));
    next();
  }
  expect(got).toEqual(['one', 'two']);
});

test('a connection that the server closed while nothing was asked is no error', async () => {
  const sockets: Socket[] = [];
  const url = await listen((request, response) => {
    // The second question on a connection is met by its end.
    if (sockets.includes(request.socket)) request.socket.resetAndDestroy();
    else response.end('whole');
    sockets.push(request.socket);
  });
  for (let asked = 0; asked < 3; asked += 1) expect(await (await askHttp(url, GET)).text()).toBe('whole');
  expect(new Set(sockets).size).toBeGreaterThan(1);
});

test('an answer that breaks off, or that is given up, is an error to who reads it', async () => {
  const url = await listen((request, response) => {
    response.write('half', () => request.url === '/broken' && response.destroy());
  });
  await expect((await askHttp(new URL('/broken', url), GET)).text()).rejects.toThrow('aborted');
  const giveUp = new AbortController();
  const answer = await askHttp(url, { ...GET, signal: giveUp.signal });
  const read = answer.text();
  giveUp.abort();
  await expect(read).rejects.toThrow('aborted');
});
