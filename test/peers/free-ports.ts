import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** How many neighbouring ports one SIPp takes for media. */
const MEDIA_PORTS = 8;
/** Below those that the system itself gives away, to whoever connects to something: one that is free now is still free when it is taken, also after a restart. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 31_000;

/** None is given twice. */
const given = new Set<number>();

async function bindUdp(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  try {
    await once(socket, 'listening');
    return socket;
  } catch {
    socket.close();
    return undefined;
  }
}

async function bindTcp(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

/** A loopback port that is free for UDP and TCP now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (given.has(port)) continue;
    const udp = await bindUdp(port);
    if (udp === undefined) continue;
    const tcp = await bindTcp(port);
    udp.close();
    tcp?.close();
    if (tcp === undefined) continue;
    given.add(port);
    return port;
  }
}

/** The first of a row of loopback UDP ports that are free now, for the media of one SIPp. */
export async function freeMediaPort(): Promise<number> {
  for (;;) {
    const first = (await freePort()) & ~1;
    const held: Socket[] = [];
    for (let offset = 0; offset < MEDIA_PORTS; offset += 1) {
      const socket = await bindUdp(first + offset);
      if (socket !== undefined) held.push(socket);
    }
    for (const socket of held) socket.close();
    if (held.length === MEDIA_PORTS) return first;
  }
}
