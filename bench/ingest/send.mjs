// Sends the HEP packets of one real call over UDP, again and again with a fresh Call-ID: node send.mjs PORT PACKETS_PER_SECOND SECONDS
// Rate 0 is as fast as the socket takes them. The last line is the number of packets sent.
import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setImmediate as tick } from 'node:timers/promises';

const [port, rate, seconds] = process.argv.slice(2).map(Number);
const CALL_ID = '1-4269@127.0.0.1';
const SECONDS_CHUNK = Buffer.from([0, 0, 0, 9, 0, 10]);
/** Packets that may be on their way to the kernel at once. */
const MAX_PENDING = 512;

function readCall() {
  const file = readFileSync(new URL('../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url));
  const packets = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32BE(at);
    const bytes = file.subarray(at + 12, at + 12 + length);
    if (bytes.includes(`Call-ID: ${CALL_ID}\r\n`)) {
      const callIdAt = [];
      for (let from = bytes.indexOf(CALL_ID); from >= 0; from = bytes.indexOf(CALL_ID, from + 1)) callIdAt.push(from);
      packets.push({ bytes, callIdAt, timeAt: bytes.indexOf(SECONDS_CHUNK) + 6 });
    }
    at += 12 + length;
  }
  return packets;
}

const call = readCall();
const prefix = process.pid.toString(36).slice(-4).padStart(4, '0');
const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));

let sent = 0;
let pending = 0;
let failed = 0;
let calls = 0;
let step = 0;
let callId = '';

function sendNext() {
  if (step === 0) {
    calls += 1;
    callId = `${prefix}-${calls.toString(36)}`.padEnd(CALL_ID.length, '-');
  }
  const template = call[step];
  step = (step + 1) % call.length;
  const bytes = Buffer.from(template.bytes);
  for (const at of template.callIdAt) bytes.write(callId, at, 'latin1');
  const now = Date.now();
  bytes.writeUInt32BE(Math.floor(now / 1000), template.timeAt);
  bytes.writeUInt32BE((now % 1000) * 1000 + step, template.timeAt + 10);
  pending += 1;
  socket.send(bytes, (error) => {
    pending -= 1;
    if (error) failed += 1;
    else sent += 1;
  });
}

const startedAt = process.hrtime.bigint();
let started = 0;
for (;;) {
  const elapsed = Number(process.hrtime.bigint() - startedAt) / 1e9;
  if (elapsed >= seconds) break;
  const due = rate > 0 ? Math.floor(elapsed * rate) - started : MAX_PENDING;
  for (let count = 0; count < due && pending < MAX_PENDING; count += 1) {
    sendNext();
    started += 1;
  }
  if (rate > 0 && due <= 0) await new Promise((resolve) => setTimeout(resolve, 1));
  else await tick();
}
while (pending > 0) await tick();
socket.close();
console.log(JSON.stringify({ sent, failed, calls, seconds: Number(process.hrtime.bigint() - startedAt) / 1e9 }));
