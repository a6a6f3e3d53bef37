import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CallStore, MaintainReport, RetentionPolicy, StoreChange, StoredCall, TimelineEntry } from '../../../core/index.ts';
import { decodeTimelineRow } from '../../../format/index.ts';
import { batchAfter, callChange, storedCall, storedRegistration, timelineEntry } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-upkeep-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAY = 86_400;
/** The beginning of 2023-11-15. */
const MIDNIGHT = 1_700_006_400;
const NUMBER = 'abcdefghijklmnop';

function answered(n: number, facts: Partial<StoredCall> = {}): StoredCall {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', cause: 'normal' } as const;
  return storedCall({ id: `call-${n}`, callKey: `key-${n}`, ...settled, startedAt: MIDNIGHT + n, talkSeconds: n % 60, ...facts });
}

async function withCalls(count: number, use: (store: CallStore, path: string) => Promise<void>): Promise<void> {
  const path = mkdtempSync(join(root, 'data-'));
  const store = await openSqlite({ path });
  try {
    const changes = Array.from({ length: count }, (_, n) => {
      const call = answered(n, { caller: { hash: n % 10 === 0 ? NUMBER : `other-${n}`, mask: '+49***0123' } });
      return callChange(call, [
        timelineEntry({ at: MIDNIGHT + n, receivedAt: MIDNIGHT + n }),
        timelineEntry({ at: MIDNIGHT + n + 1, arrival: n, status: 200 }),
      ]);
    });
    await store.append(batchAfter(0, changes));
    await use(store, path);
  } finally {
    await store.close();
  }
}

/** Rounds of upkeep until there is nothing left to do, and what they did in all. */
async function maintain(store: CallStore, now: number, policy: RetentionPolicy): Promise<Omit<MaintainReport, 'isDone' | 'deletedDays'>> {
  const sum = { sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0 };
  for (;;) {
    const { isDone, ...done } = await store.maintain(now, policy);
    for (const name of ['sealedDays', 'deletedCalls', 'deletedTimelines', 'freedBytes'] as const) sum[name] += done[name];
    if (isDone) return sum;
  }
}

test('a day that is over is packed two hours later: its calls and timelines stay, in less room', () =>
  withCalls(1000, async (store) => {
    const before = await store.findCalls('call-500');
    expect(await maintain(store, MIDNIGHT + DAY + 7199, {})).toMatchObject({ sealedDays: 0 });
    const size = (await store.stats()).sizeBytes;
    expect(await maintain(store, MIDNIGHT + DAY + 7200, {})).toMatchObject({ sealedDays: 1, deletedCalls: 0, deletedTimelines: 0 });
    expect(await maintain(store, MIDNIGHT + DAY + 7200, {})).toMatchObject({ sealedDays: 0 });
    expect((await store.stats()).sizeBytes).toBeLessThan(size);
    const after = await store.findCalls('call-500');
    expect(after[0]?.call).toStrictEqual(before[0]?.call);
    expect(after[0]?.timeline.map(({ at, status }) => [at, status])).toStrictEqual(
      before[0]?.timeline.map(({ at, status }) => [at, status]),
    );
  }));

test('what arrives for a packed day is kept and counted', () =>
  withCalls(300, async (store) => {
    await maintain(store, MIDNIGHT + 2 * DAY, {});
    const late = timelineEntry({ at: MIDNIGHT + 9, arrival: 999 });
    const amended = answered(7, { version: 2, talkSeconds: 500, cause: 'other' });
    await store.append(
      batchAfter(300, [callChange(amended, [late]), callChange(answered(1000)), callChange(answered(3, { id: 'early' }), [late])]),
    );
    const [found] = await store.findCalls('call-7');
    expect(found?.call).toStrictEqual(amended);
    expect(found?.timeline).toHaveLength(3);
    expect((await store.findCalls('early'))[0]?.timeline).toHaveLength(1);
    expect((await store.findCalls('call-8'))[0]?.timeline).toHaveLength(2);
    const { value } = await store.summarize({ since: MIDNIGHT, until: MIDNIGHT + DAY });
    expect(value.total.attempts).toBe(302);
    expect(value.byCause.get('other')?.attempts).toBe(1);
  }));

test('timelines go first, then the calls with their file; the hours of a day outlive it', () =>
  withCalls(700, async (store, path) => {
    const policy = { timelineSeconds: 10 * DAY, callSeconds: 20 * DAY, rollupSeconds: 30 * DAY };
    const end = MIDNIGHT + DAY + 7200;
    expect(await maintain(store, end, policy)).toMatchObject({ sealedDays: 1, deletedTimelines: 0, deletedCalls: 0 });
    expect(await maintain(store, end + 10 * DAY - 1, policy)).toMatchObject({ sealedDays: 0, deletedTimelines: 0, deletedCalls: 0 });
    expect(await maintain(store, end + 10 * DAY, policy)).toMatchObject({ sealedDays: 0, deletedTimelines: 700, deletedCalls: 0 });
    expect((await store.findCalls('call-5'))[0]).toMatchObject({ call: { id: 'call-5' }, timeline: [] });
    const gone = await maintain(store, end + 20 * DAY, policy);
    expect(gone).toMatchObject({ deletedCalls: 700, deletedTimelines: 0 });
    expect(gone.freedBytes).toBeGreaterThan(50_000);
    expect(readdirSync(path).filter((name) => name.startsWith('calls-'))).toStrictEqual([]);
    expect(await store.stats()).toMatchObject({ calls: 0 });
    const day = { since: MIDNIGHT, until: MIDNIGHT + DAY };
    expect((await store.summarize(day)).value.total.attempts).toBe(700);
    await maintain(store, end + 31 * DAY, policy);
    expect((await store.summarize(day)).value.total.attempts).toBe(0);
  }));

test('a packed day that goes is told with as many timelines as it still had', () =>
  withCalls(300, async (store) => {
    const end = MIDNIGHT + DAY + 7200;
    await maintain(store, end, {});
    // 30 calls are erased, two change, two have none, and one comes late.
    await store.erase(NUMBER);
    const late = timelineEntry({ at: MIDNIGHT + 299, arrival: 999 });
    const changes = [7, 8].map((n) => callChange(answered(n, { version: 2 }), [late]));
    const others = [callChange(answered(1000), [late]), callChange(answered(1001)), callChange(answered(1002))];
    await store.append(batchAfter(300, [...changes, ...others]));
    expect(await maintain(store, end, {})).toMatchObject({ sealedDays: 1 });
    expect(await maintain(store, end + 20 * DAY, { callSeconds: 20 * DAY })).toMatchObject({ deletedTimelines: 271, deletedCalls: 273 });
  }));

test('a day that lost its timelines and got one more is told with that one', () =>
  withCalls(200, async (store) => {
    const end = MIDNIGHT + DAY + 7200;
    await maintain(store, end, {});
    expect(await maintain(store, end + 10 * DAY, { timelineSeconds: 10 * DAY })).toMatchObject({ deletedTimelines: 200 });
    await store.append(batchAfter(200, [callChange(answered(5000), [timelineEntry({ at: MIDNIGHT + 5000 })])]));
    expect(await maintain(store, end + 10 * DAY, {})).toMatchObject({ sealedDays: 1 });
    expect(await maintain(store, end + 30 * DAY, { callSeconds: 20 * DAY })).toMatchObject({ deletedTimelines: 1, deletedCalls: 201 });
  }));

test('what is imported from long ago is kept as long as what is new, counted from when it was last written', () =>
  withCalls(200, async (store) => {
    const policy = { timelineSeconds: 10 * DAY, callSeconds: 20 * DAY };
    const imported = MIDNIGHT + 1000 * DAY;
    expect(await maintain(store, imported, policy)).toMatchObject({ sealedDays: 1, deletedTimelines: 0, deletedCalls: 0 });
    expect(await maintain(store, imported + 10 * DAY, policy)).toMatchObject({ sealedDays: 0, deletedTimelines: 200, deletedCalls: 0 });
    await store.append(batchAfter(200, [callChange(answered(5000), [timelineEntry({ at: MIDNIGHT + 5000 })])]));
    expect(await maintain(store, imported + 19 * DAY, policy)).toMatchObject({ sealedDays: 1, deletedTimelines: 0, deletedCalls: 0 });
    expect(await maintain(store, imported + 20 * DAY, policy)).toMatchObject({ sealedDays: 0, deletedCalls: 0 });
    expect((await store.findCalls('call-5000'))[0]?.timeline).toHaveLength(1);
    expect(await maintain(store, imported + 29 * DAY, policy)).toMatchObject({ deletedTimelines: 1, deletedCalls: 0 });
    expect(await maintain(store, imported + 39 * DAY, policy)).toMatchObject({ deletedTimelines: 0, deletedCalls: 201 });
  }));

test('the oldest days go while the store is too large, but never the day that runs', () =>
  withCalls(200, async (store, path) => {
    const later = Array.from({ length: 200 }, (_, n) => callChange(answered(n, { id: `later-${n}`, startedAt: MIDNIGHT + DAY + n })));
    await store.append(batchAfter(200, later));
    expect(await maintain(store, MIDNIGHT + DAY + 100, { maxBytes: 1 })).toMatchObject({ deletedCalls: 200 });
    expect(readdirSync(path).filter((name) => name.endsWith('.db') && name.startsWith('calls-'))).toStrictEqual(['calls-2023-11-16.db']);
    expect(await maintain(store, MIDNIGHT + DAY + 100, { minFreeBytes: Number.MAX_SAFE_INTEGER })).toMatchObject({ deletedCalls: 0 });
  }));

test('a number is erased from every file, byte by byte, and the counts stay', () =>
  withCalls(300, async (store, path) => {
    await maintain(store, MIDNIGHT + 2 * DAY, {});
    const person = { hash: NUMBER, mask: '+49***7777' };
    const changes = [
      callChange(storedCall({ id: 'open', caller: person })),
      callChange(answered(0, { id: 'next', startedAt: MIDNIGHT + DAY, callee: person })),
      { kind: 'registration', record: storedRegistration({ user: person }) } as const,
    ];
    await store.append(batchAfter(300, changes));
    // The packed form of the hash: 5 bits a letter.
    const packed = Buffer.from([0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf]);
    const holders = (): string[] => readdirSync(path).filter((name) => readFileSync(join(path, name)).includes(packed));
    expect(holders()).not.toStrictEqual([]);
    const Driver = await loadSqliteDriver();
    const leading = (): number => {
      const db = new Driver(join(path, 'calls-2023-11-15.db'), { readOnly: true });
      const hashes = [lookupHash('number', NUMBER), lookupHash('callId', 'call-10')];
      const all = '(SELECT * FROM lookup UNION ALL SELECT * FROM lookup_recent)';
      const found = db.prepare(`SELECT seq FROM ${all} WHERE hash IN (?, ?)`).all(...hashes).length;
      db.close();
      return found;
    };
    expect(leading()).toBe(31);
    const attempts = async (since: number, until: number): Promise<number> =>
      (await store.summarize({ since: MIDNIGHT + since, until: MIDNIGHT + until })).value.total.attempts;
    expect(await attempts(7, 200)).toBe(193);
    expect(await store.erase(NUMBER)).toBe(32);
    expect((await store.listCalls({ numberHash: NUMBER, limit: 10 })).calls).toStrictEqual([]);
    expect(await store.openCalls()).toStrictEqual([]);
    expect(await store.findCalls('call-10')).toStrictEqual([]);
    expect((await store.findCalls('call-11'))[0]?.timeline).toHaveLength(2);
    expect(await store.stats()).toMatchObject({ calls: 270, registrations: 0 });
    expect((await store.summarize({ since: MIDNIGHT, until: MIDNIGHT + DAY })).value.total.attempts).toBe(300);
    // Calls 0, 10, ... are gone; in windows that begin or end within five minutes they count at the beginning of these.
    expect([await attempts(-50, 7), await attempts(7, 200), await attempts(200, 290), await attempts(290, 1000)]).toStrictEqual([
      6 + 30,
      193 - 19,
      90 - 9,
      10 - 1,
    ]);
    expect([holders(), leading()]).toStrictEqual([[], 0]);
  }));

test('an erased call counts in its own five minutes, also when nothing is left after these', () =>
  withCalls(1, async (store) => {
    const hour = MIDNIGHT + 10 * 3600;
    const person = { hash: NUMBER, mask: '+49***7777' };
    const calls = [answered(0, { id: 'kept', startedAt: hour + 60 }), answered(0, { id: 'gone', startedAt: hour + 1830, caller: person })];
    await store.append(
      batchAfter(
        1,
        calls.map((one) => callChange(one)),
      ),
    );
    await store.erase(NUMBER);
    const attempts = async (until: number): Promise<number> => (await store.summarize({ since: hour, until })).value.total.attempts;
    expect(await Promise.all([60, 61, 300, 1500, 1900, 3600].map((seconds) => attempts(hour + seconds)))).toStrictEqual([0, 1, 1, 1, 2, 2]);
  }));

test('the messages of a packed day stay those of their calls, and are counted, when calls of it change, move, come late or are erased', () =>
  withCalls(300, async (store) => {
    const timelineOf = async (id: string): Promise<unknown> =>
      (await store.findCalls(id))[0]?.timeline.map(({ at, status }) => [at, status]);
    await maintain(store, MIDNIGHT + 2 * DAY, {});
    const late = timelineEntry({ at: MIDNIGHT + 299, arrival: 999, status: 486 });
    const changes = [
      ...[7, 8, 299].map((n) => callChange(answered(n, { version: 2, talkSeconds: 500 }), [late])),
      callChange(answered(1, { version: 2, startedAt: MIDNIGHT - 1 }), [late]),
      ...[2, 3].map((n) => callChange(answered(1000 + n, { startedAt: MIDNIGHT + n }), [late])),
    ];
    await store.append(batchAfter(300, changes));
    expect(await store.erase(NUMBER)).toBe(30);
    const check = async (): Promise<void> => {
      expect(await timelineOf('call-7')).toStrictEqual([
        [MIDNIGHT + 7, undefined],
        [MIDNIGHT + 8, 200],
        [MIDNIGHT + 299, 486],
      ]);
      expect(await timelineOf('call-1')).toStrictEqual([
        [MIDNIGHT + 1, undefined],
        [MIDNIGHT + 2, 200],
        [MIDNIGHT + 299, 486],
      ]);
      expect(await timelineOf('call-1003')).toStrictEqual([[MIDNIGHT + 299, 486]]);
      for (const n of [2, 9, 11, 64, 65, 298])
        expect(await timelineOf(`call-${n}`)).toStrictEqual([
          [MIDNIGHT + n, undefined],
          [MIDNIGHT + n + 1, 200],
        ]);
    };
    await check();
    expect(await maintain(store, MIDNIGHT + 2 * DAY, {})).toMatchObject({ sealedDays: 2 });
    await check();
    // 270 of the 300 are left, one of them in the day before, and two came late.
    expect(await maintain(store, MIDNIGHT + 20 * DAY, { timelineSeconds: 10 * DAY })).toMatchObject({ deletedTimelines: 272 });
    expect(await timelineOf('call-7')).toStrictEqual([]);
    await store.append(batchAfter(306, [callChange(answered(2000, { startedAt: MIDNIGHT + 2000 }), [late])]));
    expect(await timelineOf('call-2000')).toStrictEqual([[MIDNIGHT + 299, 486]]);
    expect(await timelineOf('call-64')).toStrictEqual([]);
  }));

test('an erased call leaves no byte of its messages, also not of those before it changed, and the calls written with it keep theirs', () =>
  withCalls(1, async (store, path) => {
    const messages = (n: number): TimelineEntry[] => [
      timelineEntry({ src: n % 10 === 0 ? 'someone.example' : `192.0.2.1:${n}`, arrival: n }),
    ];
    const change = (n: number, version: number): StoreChange => {
      const caller = { hash: n % 10 === 0 ? NUMBER : `other-${n}`, mask: '***' };
      return callChange(answered(n, { id: `later-${n}`, version, caller, startedAt: MIDNIGHT + DAY + n }), messages(n + version - 1));
    };
    const Driver = await loadSqliteDriver();
    /** The rows of all days that hold a text, and pages that hold what is deleted. */
    const remains = (): number => {
      let count = 0;
      for (const name of readdirSync(path).filter((file) => /^calls-.*\.db$/.test(file))) {
        const db = new Driver(join(path, name), { readOnly: true });
        const rows = db.prepare('SELECT first, timelines FROM timeline').all() as { first: number; timelines: Uint8Array }[];
        for (const row of rows)
          for (const bytes of decodeTimelineRow(row.first, row.timelines).values())
            if (Buffer.from(bytes).includes('someone.example')) count += 1;
        count += (db.prepare('PRAGMA freelist_count').get() as { freelist_count: number }).freelist_count;
        db.close();
      }
      return count;
    };
    await store.append(
      batchAfter(
        1,
        Array.from({ length: 130 }, (_, n) => change(n, 1)),
      ),
    );
    await store.append(batchAfter(131, [change(20, 2), change(21, 2)]));
    expect(remains()).toBe(13);
    expect(await store.erase(NUMBER)).toBe(14);
    expect(remains()).toBe(0);
    expect((await store.findCalls('later-129'))[0]?.timeline).toStrictEqual(messages(129));
    expect((await store.findCalls('later-21'))[0]?.timeline).toStrictEqual([...messages(21), ...messages(22)]);
  }));
