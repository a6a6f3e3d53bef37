import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends frames by TCP, so that none is lost however late the server reads. Resolves when it has read them all. */
export async function sendFrames(port: number, frames: Iterable<Uint8Array>): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  for (const frame of frames) if (!socket.write(frame)) await once(socket, 'drain');
  socket.end();
  await once(socket.resume(), 'close');
}
