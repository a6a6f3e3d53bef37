import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rounds } from '../rounds.ts';

const BENCH = fileURLToPath(new URL('../../bench/faults.mjs', import.meta.url));
/** Only root may mount the small disk. */
const KINDS = process.getuid?.() === 0 ? ['kill', 'disk', 'descriptors'] : ['kill', 'descriptors'];
/** One of each kind after the other. */
const ROUNDS = rounds(2, 10) * KINDS.length;

test.skipIf(process.platform !== 'linux')(
  `in ${ROUNDS} rounds of ${KINDS.join(', ')} nothing that was acknowledged is lost or there twice`,
  { timeout: 1_800_000 },
  async () => {
    const bench = spawn(process.execPath, [BENCH, String(ROUNDS), ...KINDS], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [bench.stdout, bench.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
    const [code] = await once(bench, 'close');
    expect([code, output]).toEqual([0, expect.stringContaining('Nothing that was acknowledged is lost')]);
  },
);
