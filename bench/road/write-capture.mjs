import { closeSync, openSync, writeSync } from 'node:fs';
import { createTraffic } from './traffic.mjs';

const HEADER_BYTES = 12;
const PACKET_BYTES = 2048;
const CHUNK_BYTES = 1 << 20;
/** How long before now the capture ends: its calls are over. */
const AGO_MS = 600_000;

/** Writes traffic of so many seconds, and until all that was begun is over, as a `.hepbin` file. How many packets and calls it has. */
export function writeCapture(path, { seconds, ...options }) {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let length = 0;
  let packets = 0;
  const flush = () => {
    writeSync(file, chunk, 0, length);
    length = 0;
  };
  const traffic = createTraffic(options, (template, dialog, at) => {
    if (length + HEADER_BYTES + PACKET_BYTES > CHUNK_BYTES) flush();
    const bytes = template.write(chunk, length + HEADER_BYTES, dialog, at);
    chunk.writeUInt32BE(bytes, length);
    chunk.writeBigUInt64BE(BigInt(at) * 1000n, length + 4);
    length += HEADER_BYTES + bytes;
    packets += 1;
  });
  let at = Date.now() - AGO_MS - seconds * 1000;
  const until = at + seconds * 1000;
  while (at < until) traffic.tick((at += 1));
  traffic.end();
  while (!traffic.isOver) traffic.tick((at += 1));
  flush();
  closeSync(file);
  return { packets, outcomes: traffic.outcomes };
}
