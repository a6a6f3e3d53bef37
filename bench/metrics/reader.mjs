// Reads the metrics of another process: every 0.3 s, slowly in chunks with 0.2 s between them, or often beside /livez. It tells how it goes when it is asked.
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 300;
const CHUNK_MS = 200;
const OFTEN_MS = 100;

const [port, how] = process.argv.slice(2);
let bytes = 0;
let answers = [];

/** One GET. Resolves with the status, the time in ms and, of a small answer, the text. */
function ask(path) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        bytes += chunk.length;
        if (text.length < 1000) text += chunk.toString('latin1');
      });
      response.on('end', () => resolve({ status: response.statusCode, ms: performance.now() - startedAt, text }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

const READ = {
  async every() {
    for (;;) {
      const next = sleep(EVERY_MS);
      await ask('/metrics');
      await next;
    }
  },
  async often() {
    for (;;) {
      const startedAt = performance.now();
      const metrics = await ask('/metrics');
      const livez = await ask('/livez');
      answers.push({ startedAt, metrics, livez });
      await sleep(OFTEN_MS);
    }
  },
  async slowly() {
    const socket = connect({ host: '127.0.0.1', port, highWaterMark: 16 * 1024 });
    socket.write('GET /metrics HTTP/1.1\r\nHost: bench\r\nAccept: text/plain\r\n\r\n');
    for await (const chunk of socket) {
      bytes += chunk.length;
      await sleep(CHUNK_MS);
    }
  },
};

const TELL = {
  // What was answered so far belongs to the time before.
  progress: () => {
    answers = [];
    return bytes;
  },
  answers: () => {
    const good = answers.filter(({ metrics, livez }) => metrics.status === 200 && metrics.text.includes('# TYPE') && livez.text !== '');
    return {
      'slowest answer ms': Math.max(...answers.flatMap(({ metrics, livez }) => [metrics.ms, livez.ms])),
      'scrapes answered': good.length,
      'heartbeat age s': Math.max(...good.map(({ livez }) => JSON.parse(livez.text).heartbeatAgeSeconds)),
    };
  },
};

process.on('message', (what) => process.send(TELL[what]()));
process.on('disconnect', () => process.exit(0));
process.send('ready');
await READ[how]();
