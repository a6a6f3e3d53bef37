import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CallTally, type StoreChange } from '../../core/index.ts';
import { encodeChanges } from '../../format/index.ts';
import { copyStore } from '../../stores/index.ts';
import { callChange, storedCall, timelineEntry } from '../../testing/index.ts';
import { testFolder } from '../../testing/start-server.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';

/** A copy while the store changes before each of its files. */

const DAY = 86_400;
const START = 1_700_000_000;
const OPEN_CALLS = 40;
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function openWriter(path: string): Promise<StoreWriter> {
  const { store: settings } = resolveSettings({ flags: { store: path }, env: {} });
  const writer = await openStoreWriter({ settings, now: () => Date.now() / 1000, failed: (error) => expect.fail(error.message) });
  ends.push(async () => void (await writer.close()));
  return writer;
}

const callOf = (index: number, isEnded: boolean): StoreChange => {
  const startedAt = START + (index % 3) * DAY;
  const facts = { id: `call-${index}`, callKey: `key-${index}`, startedAt };
  return isEnded
    ? callChange(
        storedCall({
          ...facts,
          version: 2,
          state: 'ended',
          isProvisional: false,
          isCompleted: true,
          outcome: 'cancelled',
          endedAt: startedAt + 5,
        }),
        [timelineEntry({ at: startedAt + 5, receivedAt: startedAt + 5, method: 'CANCEL', arrival: 1, contentHash: 2 })],
      )
    : callChange(storedCall(facts), [timelineEntry({ at: startedAt, receivedAt: startedAt })]);
};

/** Writes changes until they are in the databases for good. */
async function write(writer: StoreWriter, changes: readonly StoreChange[]): Promise<void> {
  const lsn = writer.lastLsn() + changes.length;
  expect(await writer.take({ lsn, count: changes.length, bytes: encodeChanges(changes) })).toBe(0);
  expect(await writer.reached(lsn)).toBe(true);
}

/** What a copy holds once it is opened as a data folder: the calls by id, with state and number of messages. */
async function openedCopy(path: string): Promise<ReadonlyMap<string, string>> {
  const writer = await openWriter(path);
  const { calls } = await writer.store.listCalls({ limit: 1000 });
  const found = new Map<string, string>();
  for (const { id, state } of calls) {
    const [one, ...others] = await writer.store.findCalls(id);
    expect(others).toEqual([]);
    found.set(id, `${state} ${one?.timeline.length ?? 0}`);
  }
  expect(found.size).toBe(calls.length);
  expect((await writer.store.stats()).calls).toBe(calls.length);
  const { value } = await writer.store.summarize({ since: START - DAY, until: START + 5 * DAY });
  const scanned = new CallTally('full');
  for (const call of calls) scanned.add(call);
  expect({ ...value.total.counts }).toEqual({ ...scanned.counts });
  expect(scanned.attempts).toBe([...found.values()].filter((one) => one.startsWith('ended')).length);
  return found;
}

test.each([
  ['its segments stay', 0],
  ['its segments are deleted during the first two rounds', 2],
])('what was acknowledged before a copy is in it, however the store changes before each file and when %s', async (_, emptied) => {
  const folder = testFolder(ends);
  const writer = await openWriter(join(folder, 'data'));
  await write(
    writer,
    Array.from({ length: OPEN_CALLS }, (__, index) => callOf(index, false)),
  );
  await write(
    writer,
    Array.from({ length: OPEN_CALLS / 2 }, (__, index) => callOf(index, true)),
  );
  const to = join(folder, 'copy');
  mkdirSync(to, { mode: 0o700 });
  // Before each file calls of each day end that were open when the copy began, and others begin.
  let step = 0;
  const next = async (): Promise<void> => {
    step += 1;
    const ending = OPEN_CALLS / 2 + step;
    await write(writer, [...(ending < OPEN_CALLS ? [callOf(ending, true)] : []), callOf(OPEN_CALLS + step, false)]);
    if (step <= emptied * 5) await writer.emptySpool();
  };
  const { isWritten, problems } = await copyStore({
    from: join(folder, 'data'),
    to,
    spoolFolder: 'spool',
    offsets: [],
    now: () => Date.now() / 1000,
    next,
  });
  expect({ isWritten, problems }).toEqual({ isWritten: true, problems: [] });
  expect(step).toBeGreaterThan(4);
  const found = await openedCopy(to);
  for (let index = 0; index < OPEN_CALLS; index += 1) {
    const wanted = index < OPEN_CALLS / 2 ? /^ended 2$/ : /^(ended 2|setup 1)$/;
    expect(`${index}: ${found.get(`call-${index}`)}`).toMatch(new RegExp(`^${index}: ${wanted.source.slice(1)}`));
  }
});

test('a store that is written faster than it can be copied is told as STORE_BUSY', async () => {
  const folder = testFolder(ends);
  const writer = await openWriter(join(folder, 'data'));
  await write(writer, [callOf(0, false)]);
  const to = join(folder, 'copy');
  mkdirSync(to, { mode: 0o700 });
  let step = 0;
  const next = async (): Promise<void> => {
    step += 1;
    await write(writer, [callOf(step, true)]);
    await writer.emptySpool();
  };
  const copying = copyStore({ from: join(folder, 'data'), to, spoolFolder: 'spool', offsets: [], now: () => Date.now() / 1000, next });
  await expect(copying).rejects.toMatchObject({ code: 'STORE_BUSY' });
});
