import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openSpool } from './spool.ts';
import type { SpoolReader } from './spool-sinks.ts';
import { rounds } from '../../../test/rounds.ts';

const CHILD = new URL('../../../test/fixtures/spool-until-killed.mjs', import.meta.url).pathname;
const ROUNDS = rounds(2, 10);
const LONGEST_MS = 250;

const root = mkdtempSync(join(tmpdir(), 'ringscope-spool-crash-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Said {
  readonly acknowledged: number[];
  readonly committing: number[];
}

/** Lets a process write until it is killed at a random moment after its first acknowledgement. The result is what it said. */
async function writeUntilKilled(folder: string): Promise<Said> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Said = { acknowledged: [], committing: [] };
  const lines = createInterface({ input: child.stdout });
  const gone = once(child, 'close');
  lines.on('line', (line) => {
    if (line.startsWith('c')) said.committing.push(Number(line.slice(1)));
    else {
      const [first = 0, last = 0] = line.split('-').map(Number);
      for (let lsn = first; lsn <= last; lsn += 1) said.acknowledged.push(lsn);
    }
  });
  while (said.acknowledged.length === 0) {
    await Promise.race([once(lines, 'line'), gone.then(() => Promise.reject(new Error('The writer died.')))]);
  }
  await pause(Math.random() * LONGEST_MS);
  child.kill('SIGKILL');
  await gone;
  return said;
}

async function numbers(reader: SpoolReader): Promise<number[]> {
  const read: number[] = [];
  for (let batch = await reader.next(5000); batch !== undefined; batch = await reader.next(5000)) {
    for (const { payload } of batch.frames) {
      const text = Buffer.from(payload).toString();
      read.push(...text.split('\n').map(Number));
    }
    expect(read.at(-1)).toBe(batch.lsn);
  }
  return read;
}

test(
  `after ${ROUNDS} times kill -9 every acknowledged change is there, in order and once`,
  { timeout: 300_000 + ROUNDS * 5000 },
  async () => {
    const folder = join(root, 'spool');
    const acknowledged: number[] = [];
    let begun = 0;
    let done = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const said = await writeUntilKilled(folder);
      expect(said.acknowledged.length).toBeGreaterThan(0);
      acknowledged.push(...said.acknowledged);
      const observer = { synced: () => undefined, cut: () => undefined, lost: (count: number) => expect(count).toBe(0) };
      const spool = await openSpool({ folder, maxBytes: 1e9, sinks: ['all', 'quick'], now: () => Date.now() / 1000, observer, lastLsn: 0 });
      const all = await numbers(spool.reader('all'));
      expect(all.every((lsn, index) => index === 0 || lsn > (all[index - 1] ?? 0))).toBe(true);
      const there = new Set(all);
      expect(acknowledged.filter((lsn) => !there.has(lsn))).toEqual([]);
      // What a sink has committed is not given to it again; the last commit may or may not have been done.
      const left = await numbers(spool.reader('quick'));
      const [last = 0, secondLast = 0] = said.committing.toReversed();
      begun = Math.max(begun, last);
      done = Math.max(done, secondLast);
      expect(left).toEqual(all.slice(-left.length || all.length));
      expect(left[0] ?? Infinity).toBeGreaterThan(done);
      expect(left.filter((lsn) => lsn > begun)).toEqual(all.filter((lsn) => lsn > begun));
      await spool.close();
    }
  },
);
