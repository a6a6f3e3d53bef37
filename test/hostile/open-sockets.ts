import { connect, type Socket } from 'node:net';

/** How many connect at the same time: fewer than wait for a server by default. */
const AT_ONCE = 100;

/** Connections of a client that sends little or nothing. */
export interface OpenSockets {
  /** How many the server has not closed. */
  held(): number;
  close(): void;
}

/** Opens so many connections, on each of which `sent` is sent at once. A client that does not read takes nothing of an answer. */
export async function openSockets(
  url: string,
  count: number,
  sent: string | Uint8Array = '',
  { isReading = true }: { readonly isReading?: boolean } = {},
): Promise<OpenSockets> {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  for (let opened = 0; opened < count; opened += AT_ONCE)
    await Promise.all(
      Array.from(
        { length: Math.min(AT_ONCE, count - opened) },
        () =>
          new Promise<void>((resolve) => {
            // A connection that the server resets was opened as well.
            const socket = connect(Number(port), hostname, resolve).on('error', () => resolve());
            if (isReading) socket.resume();
            if (sent.length > 0) socket.write(sent);
            sockets.push(socket);
          }),
      ),
    );
  return {
    held: () => sockets.filter((socket) => socket.readyState === 'open').length,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
