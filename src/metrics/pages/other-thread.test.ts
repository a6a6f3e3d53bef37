import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { counter, createRegistry, labelText, open } from '../index.ts';

/** The built layer: a thread starts from files that Node itself can load. */
const BUILT = new URL('../../../dist/metrics/index.js', import.meta.url);

/**
 * Scrapes until the flag is 1. Of each line it checks that the value is that of the series, and of each exemplar that all its parts are of one move;
 * then it tells how much it saw and what was wrong.
 */
const READER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.built).then(({ readPages }) => {
  const reader = readPages(workerData.pages);
  const flag = new Int32Array(workerData.flag);
  const seen = { lines: 0, exemplars: 0, wrong: [] };
  parentPort.postMessage('ready');
  while (Atomics.load(flag, 0) === 0) {
    const text = new TextDecoder().decode(reader.composeBytes('openmetrics'));
    for (const line of text.split('\\n')) {
      const [, number, value] = /^telephony_calls_total\\{trunk="(\\d+)"\\} (\\S+)$/.exec(line) ?? [];
      if (number !== undefined) {
        seen.lines = Atomics.add(flag, 1, 1) + 1;
        if (value !== '0' && value !== number) seen.wrong.push(line);
      }
      const [, trace, span, amount, at] = /# \\{trace_id="(\\w+)",span_id="(\\w+)"\\} (\\S+) (\\S+)$/.exec(line) ?? [];
      if (trace !== undefined) {
        seen.exemplars = Atomics.add(flag, 2, 1) + 1;
        if (trace !== span + span || Number.parseInt(span, 16) !== Number(amount) || amount !== at) seen.wrong.push(line);
      }
    }
  }
  parentPort.postMessage(seen);
});`;

const ROUNDS = 25;
const TRUNKS = 40;

test('a reader in another thread finds no series under the name of another, and no exemplar of two moves, while both change', async () => {
  expect(existsSync(BUILT), 'npm run build makes the file that the thread loads').toBe(true);
  const registry = createRegistry();
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels: { trunk: open(1000, { idleSeconds: 2 }) } }));
  const moves = registry.add(counter('telephony_moves_total', { help: 'x', exemplars: true }));
  const flag = new SharedArrayBuffer(12);
  const [LINES, EXEMPLARS] = [1, 2];
  const said = new Int32Array(flag);
  const worker = new Worker(READER, { eval: true, workerData: { built: BUILT.href, pages: registry.pages(), flag } });
  const told = (): Promise<unknown> => new Promise((resolve, reject) => void worker.once('message', resolve).once('error', reject));
  try {
    expect(await told()).toBe('ready');
    const answer = told();
    let number = 0;
    // On a busy machine the reader may not have had its turn by then.
    for (let round = 0; round < ROUNDS || Atomics.load(said, LINES) <= TRUNKS || Atomics.load(said, EXEMPLARS) <= 1; round += 1) {
      for (let trunk = 0; trunk < TRUNKS; trunk += 1) {
        number += 1;
        calls.add(number, { trunk: labelText(String(number)) });
      }
      const until = performance.now() + 15;
      while (performance.now() < until) {
        number += 1;
        const spanId = number.toString(16).padStart(16, '0');
        moves.addWith({ traceId: spanId + spanId, spanId, at: number }, number);
      }
      registry.collect(round);
    }
    Atomics.store(said, 0, 1);
    const seen = await answer;
    expect(seen).toEqual({ lines: expect.any(Number), exemplars: expect.any(Number), wrong: [] });
    expect(seen).toSatisfy(({ lines, exemplars }: { lines: number; exemplars: number }) => lines > TRUNKS && exemplars > 1);
  } finally {
    await worker.terminate();
  }
});
