import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';
import { fillStore } from '../server/stored-days.ts';
import { during, expectUnharmed, startWatched } from './watched-server.ts';
import { rounds } from '../rounds.ts';

const EXPORTS = rounds(10, 100);
const CALLS = 400;

test(
  `${EXPORTS} exports leave no file open and no memory behind`,
  { timeout: 300_000 + EXPORTS * 2000 },
  async ({ expect, onTestFinished }) => {
    const server = await startWatched(onTestFinished, (path) => fillStore(path, CALLS));
    await during(server, async () => {
      for (let count = 0; count < EXPORTS;) {
        const answer = await fetch(`${server.url}/api/v1/export?format=csv`, { headers: { connection: 'close' } });
        const lines = (await answer.text()).split('\n');
        // The thread of the one before may still be ending.
        if (answer.status === 503) {
          await pause(20);
          continue;
        }
        expect(answer.status).toBe(200);
        expect(lines.length).toBeGreaterThan(CALLS);
        count += 1;
      }
    });
    await expectUnharmed(server);
  },
);
