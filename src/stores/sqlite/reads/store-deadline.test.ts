import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallStore, StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall, storedRegistration } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';
import { DAY_SECONDS } from '../folder/day.ts';

const FIRST_DAY = 19_000;
const DAYS = 5;
const PER_DAY = 48;
const root = mkdtempSync(join(tmpdir(), 'ringscope-deadline-'));
let store: CallStore;

beforeAll(async () => {
  const changes: StoreChange[] = [];
  for (let index = 0; index < DAYS * PER_DAY; index += 1) {
    const at = (FIRST_DAY + index / PER_DAY) * DAY_SECONDS;
    changes.push(
      callChange(
        storedCall({
          id: `call-${index}`,
          callKey: `key-${index}`,
          startedAt: at,
          state: 'ended',
          isProvisional: false,
          outcome: 'answered',
        }),
      ),
      { kind: 'registration', record: storedRegistration({ id: `registration-${index}`, startedAt: at }) },
      { kind: 'latency', record: { id: `latency-${index}`, callId: `call-${index}`, stage: 'llm_first_token', at, seconds: 0.5 } },
    );
  }
  store = await openSqlite({ path: root });
  await store.append(batchAfter(0, changes));
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

/** Is over when it was asked so often. */
const after = (times: number) => {
  let left = times;
  return () => (left -= 1) < 0;
};

test('a search that finds nothing stops at its deadline and goes on there on the next page', async () => {
  const first = await store.within(after(3)).listCalls({ limit: 10, outcome: 'busy', isActive: false });
  expect(first).toStrictEqual({ calls: [], nextCursor: expect.any(String), isPartial: true });
  // A rare call is looked for hour by hour, not day by day.
  let [pages, cursor] = [1, first.nextCursor];
  for (; cursor !== undefined; pages += 1)
    cursor = (await store.within(after(3)).listCalls({ limit: 10, outcome: 'busy', isActive: false, cursor })).nextCursor;
  expect(pages).toBeGreaterThan(DAYS * 5);
});

test('a search for a Call-ID that no call has looks at each day once, and is over', async () => {
  for (const callId of ['no-such-call@192.0.2.1', 'nosuchcall'])
    expect(await store.within(after(DAYS + 1)).listCalls({ limit: 10, callId, callKey: 'none' })).toStrictEqual({ calls: [] });
  expect((await store.within(after(DAYS + 1)).listCalls({ limit: 10, callId: 'a', callKey: 'key-7' })).isPartial).toBe(true);
});

test('the pages of a search that is cut off again and again hold each call once, in order', async () => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.within(after(5)).listCalls({ limit: 7, outcome: 'answered', ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.calls.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(found).toStrictEqual(Array.from({ length: DAYS * PER_DAY }, (_, index) => `call-${DAYS * PER_DAY - 1 - index}`));
});

test.each([[{}], [{ agent: '2001' }]])(
  'registrations %j stop at their deadline, and all pages together hold each once',
  async (conditions) => {
    const found: string[] = [];
    let [pages, cursor]: [number, string | undefined] = [0, undefined];
    do {
      const page = await store.within(after(5)).listRegistrations({ ...conditions, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.registrations.map(({ id }) => id));
      pages += 1;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toStrictEqual(Array.from({ length: DAYS * PER_DAY }, (_, index) => `registration-${DAYS * PER_DAY - 1 - index}`));
    expect(pages).toBeGreaterThan((DAYS * PER_DAY) / 5);
    // One that is rare is looked for hour by hour, not day by day.
    const rare = await store.within(after(3)).listRegistrations({ limit: 10, outcome: 'timeout' });
    expect(rare).toStrictEqual({ registrations: [], nextCursor: expect.any(String), isPartial: true });
  },
);

test('a call that cannot be looked for on all days in time is no call that does not exist', async () => {
  await expect(store.within(after(2)).findCalls('no-such-call')).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
  expect(await store.within(after(DAYS)).findCalls('no-such-call')).toStrictEqual([]);
});

test('single latencies stop at their deadline, and all pages together hold each once', async () => {
  const found: string[] = [];
  let [isPartial, cursor]: [boolean, string | undefined] = [false, undefined];
  do {
    const page = await store.within(after(10)).listLatencies({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.latencies.map(({ id }) => id));
    isPartial ||= page.isPartial === true;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(isPartial).toBe(true);
  expect(found).toStrictEqual(Array.from({ length: DAYS * PER_DAY }, (_, index) => `latency-${DAYS * PER_DAY - 1 - index}`));
});

test('sums and series that are cut off say so', async () => {
  const window = { since: FIRST_DAY * DAY_SECONDS, until: (FIRST_DAY + DAYS) * DAY_SECONDS };
  const cut = store.within(after(2));
  expect((await cut.summarize(window)).isPartial).toBe(true);
  expect((await cut.summarizeLatencies(window)).isPartial).toBe(true);
  expect((await cut.series({ ...window, step: 'hour', timeZone: 'UTC', now: window.until })).isPartial).toBe(true);
  expect((await store.summarize(window)).value.total.attempts).toBe(DAYS * PER_DAY);
});

test('a reader lets go of a day that was deleted, and reads one that was made anew', async () => {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-refresh-'));
  const writer = await openSqlite({ path });
  const ended = (id: string) =>
    callChange(
      storedCall({ id, callKey: id, startedAt: FIRST_DAY * DAY_SECONDS, state: 'ended', isProvisional: false, outcome: 'answered' }),
    );
  await writer.append({ lsn: 1, changes: [ended('old')] });
  const reader = await openSqlite({ path, readOnly: true });
  const ids = async () => (await reader.listCalls({ limit: 10 })).calls.map(({ id }) => id);
  expect(await ids()).toStrictEqual(['old']);
  const now = (FIRST_DAY + 400) * DAY_SECONDS;
  await writer.maintain(now, {});
  for (let isDone = false; !isDone;) ({ isDone } = await writer.maintain(now + 400 * DAY_SECONDS, { callSeconds: DAY_SECONDS }));
  await writer.append({ lsn: 2, changes: [ended('new')] });
  await reader.refresh([]);
  expect(await ids()).toStrictEqual(['new']);
  await reader.close();
  await writer.close();
  rmSync(path, { recursive: true, force: true });
});
