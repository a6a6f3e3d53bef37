import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { readUdpSocket } from './kernel-drops.ts';
import { untilQuiet } from './until-quiet.ts';

/** What a UDP listener tells. */
export interface UdpHandlers {
  /** One datagram; its bytes belong to the handler. */
  onDatagram(bytes: Uint8Array, address: string): void;
  /** The kernel dropped `count` more datagrams. */
  onDrops(count: number): void;
}

/** A bound UDP socket. */
export interface UdpListener {
  readonly address: string;
  readonly port: number;
  /** What the system gave of the receive buffer that was asked for. */
  readonly receiveBufferBytes: number;
  /** Datagrams that the kernel dropped so far. */
  drops(): number;
  /** Reads what the kernel still holds, for 1 s at most, reports the last drops and closes. */
  close(): Promise<void>;
}

const DROP_CHECK_MS = 1000;

/** Binds a UDP socket. Rejects with the system's error when it cannot. */
export async function listenUdp(host: string, port: number, receiveBufferBytes: number, handlers: UdpHandlers): Promise<UdpListener> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  let datagrams = 0;
  socket.on('message', (bytes, sender) => {
    datagrams += 1;
    handlers.onDatagram(bytes, sender.address);
  });
  await bind(socket, host, port);
  socket.setRecvBufferSize(receiveBufferBytes);
  const { address, port: boundPort } = socket.address();
  let reported = 0;

  /** Whether nothing waits to be read; false as well where the system does not say. */
  const check = async (): Promise<boolean> => {
    const state = await readUdpSocket(address, boundPort);
    if (state === undefined) return false;
    if (state.drops > reported) handlers.onDrops(state.drops - reported);
    reported = state.drops;
    return state.queuedBytes === 0;
  };
  // `check` rejects for no reason of its own: a file that cannot be read is a value to it.
  const timer = setInterval(() => void check(), DROP_CHECK_MS).unref();

  return {
    address,
    port: boundPort,
    receiveBufferBytes: givenBytes(socket),
    drops: () => reported,
    async close() {
      clearInterval(timer);
      await untilQuiet(() => datagrams, check);
      // Those of a sender that goes on are counted up to the end.
      await check();
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

/** Linux takes half of the buffer for itself, and shows the whole. */
function givenBytes(socket: Socket): number {
  const bytes = socket.getRecvBufferSize();
  return process.platform === 'linux' ? bytes / 2 : bytes;
}

function bind(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeListener('error', reject);
      // After binding, an error is of one datagram (e.g. ICMP); the kernel's drop count tells of what was lost.
      socket.on('error', () => undefined);
      resolve();
    });
  });
}
