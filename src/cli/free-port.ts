const HOST = '127.0.0.1';

/** The port itself when nobody listens there, else 0, for which the system chooses one. */
export async function freePort(port: number, transport: 'tcp' | 'udp'): Promise<number> {
  const isFree = transport === 'tcp' ? await bindsTcp(port) : await bindsUdp(port);
  return isFree ? port : 0;
}

async function bindsTcp(port: number): Promise<boolean> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}

async function bindsUdp(port: number): Promise<boolean> {
  const { createSocket } = await import('node:dgram');
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind(port, HOST, () => socket.close(() => resolve(true)));
  });
}
