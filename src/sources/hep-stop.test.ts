import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { TelephonyEvent } from '../core/index.ts';
import { encodeHep3, observeSource, type RunningSource } from '../testing/index.ts';
import { hep } from './index.ts';

const FRAME = encodeHep3({ payload: 'OPTIONS sip:h SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n' });
const WAITING = 0;

/** Clients in a thread of their own. Told to go, each writes its frames, and says in shared memory that the system has them. */
const CLIENTS = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { connect } = require('node:net');
  const { createSocket } = require('node:dgram');
  const { port, frame, frames, written } = workerData;
  const told = () => { Atomics.add(written, 0, 1); Atomics.notify(written, 0); };
  const bytes = Buffer.concat(Array(frames).fill(frame));
  const quiet = () => undefined;
  const known = connect(port, '127.0.0.1').on('error', quiet);
  const jobs = {
    known: () => known.write(bytes, told),
    new() { const socket = connect(port, '127.0.0.1', () => socket.write(bytes, told)).on('error', quiet); },
    datagrams() {
      const socket = createSocket('udp4');
      let left = frames;
      for (let index = 0; index < frames; index += 1) socket.send(frame, port, '127.0.0.1', () => (left -= 1) === 0 && told());
    },
    endless() { const more = () => { while (!known.destroyed && known.write(frame)); }; known.on('drain', more); more(); told(); },
    floods() {
      const socket = createSocket('udp4');
      const more = () => socket.send(frame, port, '127.0.0.1', more);
      for (let index = 0; index < 16; index += 1) more();
      socket.send(frame, port, '127.0.0.1', told);
    },
  };
  parentPort.on('message', (jobNames) => { for (const name of jobNames) jobs[name](); });
`;

const started: RunningSource[] = [];
const workers: Worker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
  for (const { source } of started.splice(0)) await source.stop();
});

/** A source with one connection, and clients that were told to go; this thread stands still until they have written. */
async function stoodStill(frames: number, jobs: readonly string[]): Promise<RunningSource> {
  const running = observeSource(hep, { port: 0, host: '127.0.0.1' });
  started.push(running);
  await running.source.start();
  const port = Number(running.source.endpoints()[0]?.split(':')[1]);
  const written = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(CLIENTS, { eval: true, workerData: { port, frames, frame: FRAME, written } });
  workers.push(worker);
  await once(worker, 'online');
  await running.until((event) => event.type === 'source.connection');
  worker.postMessage(jobs);
  for (let done = WAITING; done < jobs.length; done = Atomics.load(written, 0)) Atomics.wait(written, 0, done);
  return running;
}

const messages = (events: readonly TelephonyEvent[]): number => events.filter(({ type }) => type === 'sip.message').length;

test('what agents wrote while the thread stood still is taken at a stop: by datagram, by a connection, and by one that was not accepted yet', async () => {
  const { source, events } = await stoodStill(300, ['known', 'new', 'datagrams']);
  await source.stop();
  expect(messages(events)).toBe(900);
  expect(events.filter(({ type }) => type === 'source.rejected')).toEqual([]);
  expect(events.at(-1)?.type).toBe('source.stopped');
});

test.each(['endless', 'floods'])('an agent that goes on sending without end does not hold up a stop (%s)', async (job) => {
  const { source, events } = await stoodStill(1, [job]);
  await source.stop();
  expect(messages(events)).toBeGreaterThan(0);
  expect(events.at(-1)?.type).toBe('source.stopped');
});
