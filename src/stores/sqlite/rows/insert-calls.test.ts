import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall, timelineEntry } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-insert-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** In milliseconds. */
const START = 1_700_000_000_000;

/** A call that is over; every third has no timeline. */
function ended(number: number, milliseconds: number): StoreChange {
  const startedAt = (START + milliseconds) / 1000;
  const id = `call ${number}`;
  const timeline = number % 3 === 0 ? [] : [timelineEntry({ at: startedAt, receivedAt: startedAt, contentHash: 2 ** 53 - 1 - number })];
  return callChange(
    storedCall({ id, callKey: id, callId: `raw ${number}`, state: 'ended', isProvisional: false, outcome: 'answered', startedAt }),
    timeline,
  );
}

test('calls of large batches that start in one millisecond, of one batch or of two, are all kept with their own timelines', async () => {
  // The newest first, a third of them in a millisecond of another; the second batch shares every other millisecond with the first.
  const first = Array.from({ length: 150 }, (_, number) => ended(number, 10 * (150 - number + (number % 3 === 1 ? 1 : 0))));
  const second = Array.from({ length: 150 }, (_, number) => ended(150 + number, 10 * (150 - number) + (number % 2)));
  const store = await openSqlite({ path: root });
  try {
    await store.append(batchAfter(0, first));
    await store.append(batchAfter(150, second));
    for (const [number, change] of [...first, ...second].entries()) {
      if (change.kind !== 'call') continue;
      const { record, timeline } = change;
      expect(await store.findCalls(`call ${number}`)).toEqual([{ call: record, timeline }]);
    }
    const { value } = await store.summarize({ since: START / 1000, until: START / 1000 + 60 });
    expect(value.total.attempts).toBe(300);
  } finally {
    await store.close();
  }
});

test('more calls of one millisecond than have a place in it are all kept with their own timelines', async () => {
  const changes = Array.from({ length: 1500 }, (_, number) => ended(number, 0));
  const store = await openSqlite({ path: mkdtempSync(join(root, 'millisecond-')) });
  try {
    await store.append(batchAfter(0, changes.slice(0, 700)));
    await store.append(batchAfter(700, changes.slice(700)));
    expect((await store.listCalls({ limit: 2000 })).calls).toHaveLength(1500);
    for (const [number, change] of changes.entries()) {
      if (change.kind !== 'call') continue;
      const { record, timeline } = change;
      expect(await store.findCalls(`call ${number}`)).toEqual([{ call: record, timeline }]);
    }
  } finally {
    await store.close();
  }
});

test('calls of more templates than a file keeps come back as they were written', async () => {
  const kinds = Array.from({ length: 4200 }, (_, number) => {
    const digits = number.toString(4).padStart(7, '0');
    const [attempts = 0, rounds = 0, messages = 0, retransmissions = 0, duplicates = 0, vantages = 0, reinvites = 0] = Array.from(
      digits,
      Number,
    );
    const call = { id: `kind ${number}`, startedAt: (START + 10 * number) / 1000 };
    const counts = { attempts, rounds, messages, retransmissions, duplicates, vantages, reinvites };
    return callChange(storedCall({ ...call, ...counts, state: 'ended', isProvisional: false, outcome: 'failed' }));
  });
  const store = await openSqlite({ path: mkdtempSync(join(root, 'kinds-')) });
  try {
    await store.append(batchAfter(0, kinds));
    for (const number of [0, 1, 4000, 4095, 4096, 4199]) {
      const change = kinds[number];
      if (change?.kind === 'call') expect(await store.findCalls(`kind ${number}`)).toEqual([{ call: change.record, timeline: [] }]);
    }
    const rows: string[] = [];
    for await (const chunk of store.scan({}, 'csv', 'off')) rows.push(...new TextDecoder().decode(chunk).split('\r\n'));
    expect(rows.filter((row) => row.startsWith('kind '))).toHaveLength(4200);
  } finally {
    await store.close();
  }
});
