import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the system may take to say that nobody listens. */
const REFUSAL_MS = 150;

/** Sends datagrams to one place. The result is the code of the system where it says that nobody listens there, which it knows of this machine alone. */
export async function sendDatagrams(host: string, port: number, datagrams: readonly Uint8Array[]): Promise<string | undefined> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  let refused: string | undefined;
  try {
    socket.on('error', (error) => void (refused = 'code' in error ? String(error.code) : error.message));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, host, () => resolve());
    });
    for (const bytes of datagrams) {
      await new Promise<void>((resolve) =>
        socket.send(bytes, (error) => {
          if (error !== null) refused ??= 'code' in error ? String(error.code) : error.message;
          resolve();
        }),
      );
    }
    await sleep(REFUSAL_MS);
    return refused;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.close();
  }
}
