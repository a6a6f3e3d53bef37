import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const COPIED = ['from', 'to', 'call-id', 'cseq', 'record-route'];

/** An answer to a request with everything that it must copy, but no Via. */
function answer(request: string, line: string, contact: string): string {
  const copied = request.split('\r\n').filter((header) => COPIED.includes(header.slice(0, header.indexOf(':')).toLowerCase()));
  const headers = copied.map((header) => (/^to:/i.test(header) ? `${header};tag=noVia` : header));
  return [`SIP/2.0 ${line}`, ...headers, `Contact: <${contact}>`, 'Content-Length: 0', '', ''].join('\r\n');
}

/** Starts an agent that takes every INVITE and forgets the Via in its answers, as some test agents do. */
export async function startAgentWithoutVia(port: number): Promise<{ stop(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, sender) => {
    const request = bytes.toString('latin1');
    if (!request.startsWith('INVITE ')) return;
    for (const line of ['180 Ringing', '200 OK'])
      socket.send(answer(request, line, `sip:agent@127.0.0.1:${String(port)}`), sender.port, sender.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return { stop: () => void socket.close() };
}
