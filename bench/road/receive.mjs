// The reference: `receive.mjs bare|scan udp|tcp` takes the packets and does nothing with them, or reads HEP and SIP of each. It tells its port, and on each message how many it has taken.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createHepStream } from '../../dist/wire/index.js';
import { scanPacket } from './scan-packet.mjs';

const [what, transport] = process.argv.slice(2);
const RECEIVE_BUFFER_BYTES = 8 << 20;
let received = 0;
let sum = 0;

function take(packet) {
  received += 1;
  if (what === 'scan') sum += scanPacket(packet);
}

async function receiveUdp() {
  const socket = createSocket('udp4');
  socket.on('message', take);
  socket.bind({ port: 0, address: '127.0.0.1' });
  await once(socket, 'listening');
  socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  return socket.address().port;
}

async function receiveTcp() {
  const server = createServer((socket) => {
    const stream = createHepStream();
    socket.on('data', (chunk) => stream.feed(chunk, take));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

const port = await (transport === 'udp' ? receiveUdp() : receiveTcp());
process.on('message', () => process.send({ received, sum }));
process.on('disconnect', () => process.exit(0));
process.send({ port });
