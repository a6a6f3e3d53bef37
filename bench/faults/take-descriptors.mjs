import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeHep3 } from '../ingest/hep-encode.mjs';

const OPTIONS = [
  'OPTIONS sip:192.0.2.1 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKagent',
  'From: <sip:192.0.2.10>;tag=agent',
  'To: <sip:192.0.2.1>',
  'Call-ID: agent@192.0.2.10',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');
const AT_ONCE = 20;
/** So many more than it may open wait for the server, which may be late. */
const MORE = 100;
/** After so long a server that still has descriptors is one that this fault cannot harm. */
const GIVE_UP_SECONDS = 60;
const PAUSE_MS = 10;

/** Connects by HEP over TCP, each with a valid frame, for such a connection may stay; until the server has no descriptor left. Throws when it never comes to that. */
export async function takeDescriptors({ pid, hepPort }) {
  const frame = encodeHep3(Buffer.from(OPTIONS), Date.now() / 1000);
  const limit = Number(/^Max open files +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
  const sockets = [];
  const giveBack = () => {
    for (const socket of sockets) socket.destroy();
  };
  for (const end = performance.now() + GIVE_UP_SECONDS * 1000; performance.now() < end;) {
    const held = sockets.filter(({ destroyed }) => !destroyed).length;
    for (let count = 0; count < AT_ONCE && held + count < limit + MORE; count += 1) {
      const socket = connect(hepPort, '127.0.0.1').on('error', () => undefined);
      socket.write(frame);
      sockets.push(socket);
    }
    await pause(PAUSE_MS);
    // The system gives the lowest number that is free; the server keeps one back, by which it turns connections away that it cannot take.
    if (readdirSync(`/proc/${pid}/fd`).length >= limit - 1) return { giveBack };
  }
  giveBack();
  throw new Error(`The server never ran out of its ${limit} descriptors.`);
}
