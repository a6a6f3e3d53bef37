import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SENDER = fileURLToPath(new URL('send.mjs', import.meta.url));
const RATE = 13_000;
const RATE_SECONDS = 10;
const FLOOD_SECONDS = 5;
const START_SECONDS = 20;
/** The server reports drops about once a second, so counts that stand still for longer are final. */
const STILL_SECONDS = 4;

/** Loads the built server over UDP; true when nothing is lost at 13,000 packets/s and every loss above that is reported. */
export async function load() {
  const folder = await mkdtemp(join(tmpdir(), 'ringscope-bench-'));
  const [httpPort, hepPort] = [await freePort(), await freePort()];
  const args = [CLI, 'serve', '--hep-port', hepPort, '--http-port', httpPort, '--store', folder].map(String);
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (chunk) => (log = (log + chunk).slice(-4000)));
  try {
    await untilReady(httpPort, server, () => log);
    const atRate = await drive('rate', httpPort, hepPort, RATE, RATE_SECONDS);
    const above = await drive('flood', httpPort, hepPort, 0, FLOOD_SECONDS);
    return atRate.isExact && atRate.dropped === 0 && above.isExact;
  } finally {
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

async function drive(name, httpPort, hepPort, rate, seconds) {
  const before = await readCounts(httpPort);
  const { sent, failed, seconds: took } = await send(hepPort, rate, seconds);
  const after = await untilStill(httpPort);
  const accepted = after.accepted - before.accepted;
  const rejected = after.rejected - before.rejected;
  const dropped = after.dropped - before.dropped;
  const missing = sent - accepted - rejected - dropped;
  const isExact = missing === 0 && failed === 0 && rejected === 0;
  const isGood = isExact && (rate === 0 || dropped === 0);
  console.log(
    `load  ${name}: ${sent} packets in ${took.toFixed(1)} s (${Math.round(sent / took)}/s), accepted ${accepted}, refused ${rejected}, ` +
      `reported lost ${dropped} (${((100 * dropped) / sent).toFixed(2)} %), unaccounted ${missing}: ${isGood ? 'ok' : 'FAILED'}`,
  );
  return { isExact, dropped };
}

async function send(port, rate, seconds) {
  const child = spawn(process.execPath, [SENDER, port, rate, seconds].map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The sender ended with ${code}.`);
  return JSON.parse(output);
}

/** What a server has counted once it counts no more. */
export async function untilStill(httpPort) {
  let last = await readCounts(httpPort);
  for (let still = 0; still < STILL_SECONDS;) {
    await sleep(1000);
    const now = await readCounts(httpPort);
    still = JSON.stringify(now) === JSON.stringify(last) ? still + 1 : 0;
    last = now;
  }
  return last;
}

/** How many packets a server has taken, refused and lost to the kernel. */
export async function readCounts(httpPort) {
  const response = await fetch(`http://127.0.0.1:${httpPort}/metrics`);
  const text = await response.text();
  return {
    accepted: sum(text, 'ringscope_source_packets_total', ''),
    rejected: sum(text, 'ringscope_source_rejects_total', ''),
    dropped: sum(text, 'ringscope_dropped_total', 'reason="kernel_buffer"'),
  };
}

function sum(text, name, label) {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
    .reduce(
      (total, line) =>
        total +
        Number(
          line
            .slice(line.lastIndexOf('}') + 1)
            .trim()
            .split(' ')[0],
        ),
      0,
    );
}

async function untilReady(httpPort, server, log) {
  for (let attempt = 0; attempt < START_SECONDS * 10; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.\n${log()}`);
    const response = await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`The server was not ready within ${START_SECONDS} s.\n${log()}`);
}

/** A port that was free a moment ago, for UDP and TCP alike as far as TCP can tell. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
