// What memory a server takes while a capture is uploaded to it, beside the same server idle. `npm run bench -- upload`; MEGABYTES=100 sends less than 500, METRICS=1 lets it move the metrics too.
// The capture is test/fixtures/hep/kamailio-sip.hepbin again and again, each time 25 s later with Call-IDs of its own, and the last one a minute ago.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from './faults/server.mjs';

const FIXTURE = join(import.meta.dirname, '..', 'test', 'fixtures', 'hep', 'kamailio-sip.hepbin');
const MEGABYTES = Number(process.env.MEGABYTES ?? 500);
const AT_MOST_MEGABYTES = 300;
const EVERY_SECONDS = 25;
const PAGE_BYTES = 4096;
const RECORD_HEAD = 12;
const HEP_HEAD = 6;
const CHUNK_SECONDS = 9;

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-upload-'));
  const server = await startServer(join(folder, 'store'), undefined, { flags: [] });
  try {
    await pause(5000);
    const idle = residentMegabytes(server.pid);
    const rounds = Math.ceil((MEGABYTES * 1e6) / readFileSync(FIXTURE).length);
    let most = idle;
    const watching = setInterval(() => (most = Math.max(most, residentMegabytes(server.pid))), 50);
    const begin = performance.now();
    const report = await upload(server.url, rounds);
    clearInterval(watching);
    const seconds = (performance.now() - begin) / 1000;
    console.log(`${rounds} times the fixture, ${report.packets} packets, ${report.summary.calls} calls, ${seconds.toFixed(0)} s`);
    console.log(
      `resident: idle ${idle.toFixed(0)} MB, at most ${most.toFixed(0)} MB while it is uploaded: ${(most - idle).toFixed(0)} MB more`,
    );
    const holds = most - idle <= AT_MOST_MEGABYTES && report.packets === rounds * packetsOf(readFileSync(FIXTURE)).length;
    console.log(`at most ${AT_MOST_MEGABYTES} MB more, every packet read: ${holds ? 'ok' : 'MISSED'}`);
    return holds ? 0 : 1;
  } finally {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of all threads of a process. */
function residentMegabytes(pid) {
  return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES) / 1e6;
}

async function upload(url, rounds) {
  const metrics = process.env.METRICS === undefined ? '' : '&metrics=true';
  const headers = { 'content-type': 'application/octet-stream' };
  const client = request(`${url}/api/v1/imports?summary=true&limit=1${metrics}`, { method: 'POST', headers });
  const answered = once(client, 'response');
  const packets = packetsOf(readFileSync(FIXTURE));
  const first = Date.now() / 1000 - 60 - rounds * EVERY_SECONDS;
  for (let round = 0; round < rounds; round += 1)
    if (!client.write(again(packets, round, first + round * EVERY_SECONDS))) await once(client, 'drain');
  client.end();
  const [response] = await answered;
  const parts = [];
  for await (const part of response) parts.push(part);
  const body = JSON.parse(Buffer.concat(parts).toString());
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${body.detail}`);
  return body;
}

/** The records of a `.hepbin`, with where the seconds and the Call-ID of each are. */
function packetsOf(bytes) {
  const packets = [];
  for (let place = 0; place < bytes.length;) {
    const length = RECORD_HEAD + bytes.readUInt32BE(place);
    const record = bytes.subarray(place, place + length);
    let seconds = 0;
    for (let chunk = RECORD_HEAD + HEP_HEAD; chunk < length; chunk += record.readUInt16BE(chunk + 4))
      if (record.readUInt16BE(chunk + 2) === CHUNK_SECONDS) seconds = chunk + HEP_HEAD;
    const callId = record.indexOf('Call-ID: ');
    packets.push({ record, seconds, callId: callId < 0 ? 0 : callId + 'Call-ID: '.length });
    place += length;
  }
  return packets;
}

/** All of them once more, at another time and under other names. */
function again(packets, round, firstAt) {
  const [begin] = packets;
  const later = Math.round(firstAt - Number(begin.record.readBigUInt64BE(4)) / 1e6);
  const name = round.toString(36).padStart(4, '0');
  return Buffer.concat(
    packets.map(({ record, seconds, callId }) => {
      const copy = Buffer.from(record);
      copy.writeBigUInt64BE(record.readBigUInt64BE(4) + BigInt(later) * 1_000_000n, 4);
      if (seconds > 0) copy.writeUInt32BE(record.readUInt32BE(seconds) + later, seconds);
      if (callId > 0) copy.write(name, callId, 'latin1');
      return copy;
    }),
  );
}

process.exitCode = await main();
