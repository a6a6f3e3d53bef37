// The processes of a round, each with the same face: what is sent to it, what it answers, and its end.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startServer as start } from '../faults/server.mjs';

const here = (file) => join(import.meta.dirname, file);
const FLAGS = ['--trunks', 'carrier=198.51.100.0/24', '--calls-own-addresses', '192.0.2.1'];

/** Asks a process by its channel. */
async function ask(child, command) {
  child.send(command);
  return (await once(child, 'message'))[0];
}

/** A server with its store in a folder of its own, as `ringscope serve` of this build starts it, or that of another one. */
export async function startServer(flags = [], main = undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-road-'));
  const preload = pathToFileURL(here('preload.mjs')).href;
  const server = await start(join(folder, 'data'), undefined, { flags: [...FLAGS, ...flags], preload, main });
  return {
    name: 'server',
    pid: server.pid,
    port: server.hepPort,
    url: server.url,
    threads: await ask(server.child, 'threads'),
    ask: (command) => ask(server.child, command),
    /** Size of its store, in bytes. */
    async stop() {
      await server.stop('SIGTERM');
      const storedBytes = bytesIn(join(folder, 'data'));
      rmSync(folder, { recursive: true, force: true });
      return { storedBytes };
    },
  };
}

/** Size of the call databases of a folder, in bytes. */
function bytesIn(folder) {
  return readdirSync(folder)
    .filter((name) => /^(?:calls-.*|active)\.db(?:-wal)?$/.test(name))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** A process that only takes packets (`bare`), or reads them too (`scan`). */
export async function startReference(name, transport) {
  const child = fork(here('receive.mjs'), [name, transport]);
  const [{ port }] = await once(child, 'message');
  return { name, pid: child.pid, port, threads: {}, ask: (command) => ask(child, command), stop: () => stop(child) };
}

/** A process that sends. Resolves when it has begun. */
export async function startGenerator(options) {
  const child = fork(here('generate.mjs'), [JSON.stringify(options)]);
  await once(child, 'message');
  return {
    mark: () => ask(child, 'mark'),
    /** Lets what was begun come to its end. The result says what was sent in all. */
    end: () => ask(child, 'end'),
    halt: () => ask(child, 'halt'),
    stop: () => stop(child),
  };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
