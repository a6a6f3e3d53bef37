import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallStore, StoreChange } from '../../../core/index.ts';
import { callChange, storedCall, timelineEntry } from '../../../testing/index.ts';
import { openMemory, openSqlite } from '../../index.ts';

const BEGUN_AT = 1_700_000_000;
/** So many that a few rounds of them make the log of calls in progress write its oldest parts anew. */
const CROWD = 1000;

function change(index: number, version: number, isOver: boolean): StoreChange {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  const startedAt = BEGUN_AT + (index % 7) + Math.floor(index / 7) / 1000;
  const entry = timelineEntry({ at: startedAt + version, receivedAt: startedAt, arrival: version });
  return callChange(
    storedCall({
      id: `call-${index}`,
      callKey: index < CROWD ? `key-${index % 9}` : `key-${index}`,
      version,
      startedAt,
      ...(isOver ? settled : {}),
    }),
    [entry],
  );
}

/** What is to happen: some calls change, or many begin and end. */
const step = fc.oneof(
  { weight: 1, arbitrary: fc.array(fc.record({ index: fc.nat({ max: 30 }), isOver: fc.boolean() }), { minLength: 1, maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constant('crowd' as const) },
);

function batchesOf(steps: readonly (readonly { readonly index: number; readonly isOver: boolean }[] | 'crowd')[]): StoreChange[][] {
  let version = 0;
  return steps.flatMap((one) => {
    version += 1;
    if (one !== 'crowd') return [one.map(({ index, isOver }) => change(index, version, isOver))];
    const crowd = Array.from({ length: CROWD }, (_, index) => 1000 * version + index);
    return [crowd.map((index) => change(index, 1, false)), crowd.map((index) => change(index, 2, true))];
  });
}

/** What a store says of the calls in progress and of those among which they were. */
async function known(store: CallStore): Promise<object> {
  const open = (await store.openCalls()).map(({ call: { id, version }, timeline }) => `${id} ${version} ${timeline.length}`);
  const { calls } = await store.listCalls({ limit: 50 });
  const found = await Promise.all(['call-0', 'call-5', 'call-30', 'key-3', 'nobody'].map((id) => store.findCalls(id)));
  const { openCalls } = await store.stats();
  const { value } = await store.summarize({ since: BEGUN_AT, until: BEGUN_AT + 600 });
  return { open, calls, found, openCalls, active: value.active };
}

test('a reader that looks in now and then, one that comes late and the writer say the same of calls in progress', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), fc.array(fc.boolean(), { minLength: 1 }), async (steps, looks) => {
      const path = mkdtempSync(join(tmpdir(), 'ringscope-open-'));
      const memory = openMemory();
      const writer = await openSqlite({ path });
      const reader = await openSqlite({ path, readOnly: true });
      let lsn = 0;
      for (const [round, changes] of batchesOf(steps).entries()) {
        lsn += changes.length;
        await writer.append({ lsn, changes });
        await memory.append({ lsn, changes });
        if (looks[round % looks.length] === true) expect(await known(reader)).toStrictEqual(await known(memory));
      }
      const expected = await known(memory);
      const late = await openSqlite({ path, readOnly: true });
      for (const store of [writer, reader, late]) expect(await known(store)).toStrictEqual(expected);
      for (const store of [late, reader, writer]) await store.close();
      const again = await openSqlite({ path });
      expect(await known(again)).toStrictEqual(expected);
      await again.close();
      rmSync(path, { recursive: true });
    }),
    { numRuns: 6 },
  );
});

test('a call that was over and is open again makes its day no damaged one', async () => {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-open-'));
  const writer = await openSqlite({ path });
  const reader = await openSqlite({ path, readOnly: true });
  await writer.append({ lsn: 1, changes: [change(25, 1, true)] });
  await writer.append({ lsn: 2, changes: [change(25, 2, false)] });
  for (const store of [writer, reader]) {
    expect(await store.summarize({ since: BEGUN_AT, until: BEGUN_AT + 600 })).toMatchObject({ isPartial: false });
    expect(await store.problems()).toEqual([]);
  }
  for (const store of [reader, writer]) await store.close();
  rmSync(path, { recursive: true });
});
