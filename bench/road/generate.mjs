// The process that sends: `generate.mjs JSON` with the options of `createTraffic`, `port`, `transport` (udp or tcp) and `ageSeconds`, by which the traffic has gone on unsent when it begins.
// `mark` asks how much it has sent, `end` lets what was begun come to its end, `halt` stops at once; after either it tells what it has sent and ends.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { createTraffic } from './traffic.mjs';

const { port, transport, ageSeconds = 0, ...options } = JSON.parse(process.argv[2]);
/** After a pause of the machine so much of what is overdue is sent at once. */
const MOST_AT_ONCE_MS = 5;
const PACKET_BYTES = 2048;
const SLOTS = 4096;
const CHUNK_BYTES = 1 << 18;

const openSender = { udp: openUdp, tcp: openTcp };
let sent = 0;
let failed = 0;

async function openUdp() {
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));
  const room = Buffer.alloc(SLOTS * PACKET_BYTES);
  let slot = 0;
  let waiting = 0;
  const taken = (error) => {
    waiting -= 1;
    if (error) failed += 1;
    else sent += 1;
  };
  return {
    send(template, dialog, at) {
      slot = (slot + 1) % SLOTS;
      waiting += 1;
      socket.send(room, slot * PACKET_BYTES, template.write(room, slot * PACKET_BYTES, dialog, at), taken);
    },
    flush: () => undefined,
    async close() {
      while (waiting > 0) await turn();
      socket.close();
    },
  };
}

async function openTcp() {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  const flush = () => {
    if (length > 0) socket.write(chunk.subarray(0, length));
    chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    length = 0;
  };
  return {
    send(template, dialog, at) {
      if (length + PACKET_BYTES > CHUNK_BYTES) flush();
      length += template.write(chunk, length, dialog, at);
      sent += 1;
    },
    flush: () => length > 0 && flush(),
    close: () => new Promise((resolve) => socket.end(resolve)),
  };
}

let isSending = false;
let isOver = false;
const sender = await openSender[transport]();
const traffic = createTraffic(options, (...packet) => isSending && sender.send(...packet));
process.on('message', (command) => {
  if (command === 'mark') process.send({ sent, open: traffic.open });
  else if (command === 'end') traffic.end();
  else isOver = true;
});
process.on('disconnect', () => process.exit(0));

// The clock of the traffic is that of the machine, but waits for this process.
let at = Date.now() - ageSeconds * 1000;
const beginAt = at + ageSeconds * 1000;
while (at < beginAt) traffic.tick((at += 1));
isSending = true;
let ahead = at - Date.now();
process.send('begun');
while (!isOver && !traffic.isOver) {
  const until = Date.now() + ahead;
  const most = Math.min(until, at + MOST_AT_ONCE_MS);
  while (at < most) traffic.tick((at += 1));
  sender.flush();
  // What is overdue by more than a second is not made up for.
  if (until - at > 1000) ahead -= until - at;
  if (until > at) await turn();
  else await pause(1);
}
await sender.close();
process.send({ sent, failed, outcomes: traffic.outcomes }, () => process.disconnect());
