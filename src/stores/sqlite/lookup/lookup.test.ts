import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall, storedRegistration } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';
import { loadSqliteDriver, type SqliteDatabase } from '../database/sqlite-driver.ts';
import { createLookup, LOOKUP_SCHEMA } from './lookup.ts';
import { callHashes, lookupHash } from './lookup-hash.ts';
import { preparedOnce } from '../database/prepared-once.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-lookup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const Driver = await loadSqliteDriver();
/** The last `seq` of a day. */
const LAST_SEQ = 86_400_000 * 1024 + 1023;

function withDatabase(use: (db: SqliteDatabase) => void): void {
  const db = new Driver(':memory:', {});
  try {
    db.exec(LOOKUP_SCHEMA);
    use(db);
  } finally {
    db.close();
  }
}

const hash = fc.oneof(fc.nat(3), fc.integer(), fc.constantFrom(-(2 ** 31), -1, 2 ** 31 - 1));
const seq = fc.oneof(fc.nat(3), fc.constantFrom(1023, 1024, 2 ** 31, 2 ** 32 - 1, 2 ** 32, LAST_SEQ), fc.nat(LAST_SEQ));
const entry = fc.record({ hash, seq });
const step = fc.oneof(fc.record({ add: fc.array(entry, { maxLength: 400 }) }), fc.record({ remove: fc.nat() }));

test('a lookup finds what was added and not removed, newest first, however often it was added and wherever it lies', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), entry, fc.integer({ min: 1, max: 2000 }), (steps, { hash: wanted, seq: edge }, most) =>
      withDatabase((db) => {
        const lookup = createLookup(preparedOnce(db), most);
        const kept = new Map<string, { readonly hash: number; readonly seq: number }>();
        for (const one of steps) {
          if ('add' in one) {
            lookup.add([...one.add]);
            for (const added of one.add) kept.set(`${added.hash} ${added.seq}`, added);
            continue;
          }
          const picked = [...kept.entries()][one.remove % kept.size];
          if (picked === undefined) continue;
          const [name, removed] = picked;
          lookup.remove(removed.hash, removed.seq);
          kept.delete(name);
        }
        const all = [...kept.values()];
        const found = lookup.findEach([wanted, ...all.map((some) => some.hash)]);
        expect([...found.keys()].every((at) => all.some((some) => some.hash === at))).toBe(true);
        for (const at of [wanted, ...all.map((some) => some.hash)]) {
          const expected = all.flatMap((other) => (other.hash === at ? [other.seq] : [])).sort((a, b) => b - a);
          expect(lookup.find(at)).toEqual(expected);
          expect(found.get(at) ?? []).toEqual(expected);
          expect(lookup.find(at, edge, edge + 5000)).toEqual(expected.filter((found) => found >= edge && found <= edge + 5000));
        }
      }),
    ),
    { numRuns: 60 },
  );
});

test('entries of small batches are moved together, also when the file was opened anew between them', () =>
  withDatabase((db) => {
    const count = (table: string): unknown => db.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    const hashOf = (index: number): number => Math.imul(index, 0x9e3779b1);
    for (let at = 0; at < 100_000; at += 500) {
      const lookup = createLookup(preparedOnce(db));
      lookup.add(Array.from({ length: 500 }, (_, index) => ({ hash: hashOf(at + index), seq: at + index })));
    }
    expect([count('lookup'), count('lookup_recent')]).toEqual([{ n: 66_000 }, { n: 34_000 }]);
    const lookup = createLookup(preparedOnce(db));
    for (let at = 0; at < 100_000; at += 997) expect(lookup.find(hashOf(at))).toEqual([at]);
    for (const at of [5, 99_995]) lookup.remove(hashOf(at), at);
    expect([lookup.find(hashOf(5)), lookup.find(hashOf(99_995)), lookup.find(hashOf(6))]).toEqual([[], [], [6]]);
  }));

test('the texts of a call have hashes of their own kinds', () => {
  const hashes = callHashes({
    id: 'one',
    callKey: 'one',
    callerHash: 'one',
    calleeHash: 'other',
    aliases: ['another'],
    // Two numbers with one tail.
    ends: ['tailaaaaaaaaaaaa', 'tailbbbbbbbbbbbb'],
    isSynthetic: undefined,
  });
  expect(hashes).toEqual([
    lookupHash('callId', 'one'),
    lookupHash('callKey', 'one'),
    lookupHash('number', 'one'),
    lookupHash('number', 'other'),
    lookupHash('callKey', 'another'),
    lookupHash('end', 'tail'),
  ]);
  expect(new Set(hashes).size).toBe(6);
  expect(
    callHashes({ id: 'one', callKey: 'one', callerHash: undefined, calleeHash: undefined, aliases: [], isSynthetic: undefined, ends: [] }),
  ).toEqual(hashes.slice(0, 2));
});

/** Two texts that have one hash; among some 30,000 there are two. */
function colliding(kind: 'callId' | 'callKey' | 'number' | 'registrationId' | 'user'): readonly [string, string] {
  const known = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const text = `${kind} ${number}`;
    const of = lookupHash(kind, text);
    const other = known.get(of);
    if (other !== undefined) return [other, text];
    known.set(of, text);
  }
}

test('two calls whose ids, keys and numbers have the same hashes are found, changed and erased each by itself', async () => {
  const [ids, keys, numbers] = [colliding('callId'), colliding('callKey'), colliding('number')];
  const personOf = (index: 0 | 1) => ({ hash: numbers[index], mask: '***' });
  const callOf = (index: 0 | 1, version = 1, sipCode = 486): StoreChange =>
    callChange(
      storedCall({
        id: ids[index],
        callKey: keys[index],
        callId: `raw ${index}`,
        caller: personOf(index),
        version,
        sipCode,
        state: 'ended',
        isProvisional: false,
        outcome: 'busy',
      }),
    );
  const both = callChange(
    storedCall({ id: 'both', callKey: 'both', caller: personOf(0), callee: personOf(1), state: 'ended', isProvisional: false }),
  );
  const store = await openSqlite({ path: join(root, 'calls') });
  const idsOf = async (numberHash: string): Promise<string[]> =>
    (await store.listCalls({ numberHash, limit: 10 })).calls.map(({ id }) => id).toSorted();
  const found = async (text: string): Promise<unknown> => (await store.findCalls(text)).map(({ call }) => [call.id, call.sipCode]);
  await store.append(batchAfter(0, [callOf(0), callOf(1)]));
  await store.append(batchAfter(2, [callOf(1, 2, 600), both]));
  for (const index of [0, 1] as const) {
    expect(await found(ids[index])).toEqual([[ids[index], [486, 600][index]]]);
    expect(await found(keys[index])).toEqual([[ids[index], [486, 600][index]]]);
    expect(await idsOf(numbers[index])).toEqual([ids[index], 'both'].toSorted());
  }
  expect((await store.stats()).calls).toBe(3);
  expect(await store.erase(numbers[1])).toBe(2);
  expect([await found(ids[0]), await idsOf(numbers[0])]).toEqual([[[ids[0], 486]], [ids[0]]]);
  expect([await found(ids[1]), await found(keys[1]), await idsOf(numbers[1])]).toEqual([[], [], []]);
  await store.close();
});

test('registrations of one batch are each kept, also those of one millisecond, and of those of one id the last', async () => {
  const store = await openSqlite({ path: join(root, 'registrations-at-once') });
  const of = (index: number, sipCode: number): StoreChange => ({
    kind: 'registration',
    record: storedRegistration({ id: `registration ${index}`, user: { hash: `user ${index}`, mask: '***' }, outcome: 'failed', sipCode }),
  });
  const first = Array.from({ length: 1100 }, (_, index) => of(index, 403));
  const second = [of(3, 404), of(2000, 403), of(5, 404), of(5, 500), of(2000, 503)];
  await store.append(batchAfter(0, first));
  await store.append(batchAfter(first.length, second));
  expect((await store.stats()).registrations).toBe(1101);
  const { registrations } = await store.listRegistrations({ limit: 2000 });
  const changed = new Map(registrations.flatMap(({ id, sipCode }) => (sipCode === 403 ? [] : [[id, sipCode] as const])));
  expect(registrations).toHaveLength(1101);
  expect(changed).toEqual(
    new Map([
      ['registration 2000', 503],
      ['registration 3', 404],
      ['registration 5', 500],
    ]),
  );
  for (const userHash of ['user 5', 'user 1099', 'user 2000'])
    expect((await store.listRegistrations({ limit: 10, userHash })).registrations).toHaveLength(1);
  await store.close();
});

test('registrations whose ids and users have the same hashes are each kept, and erased by themselves', async () => {
  const [ids, users] = [colliding('registrationId'), colliding('user')];
  const store = await openSqlite({ path: join(root, 'registrations') });
  const records = [0, 1].map((index) => storedRegistration({ id: ids[index] ?? '', user: { hash: users[index] ?? '', mask: '***' } }));
  const changes = records.map((record): StoreChange => ({ kind: 'registration', record }));
  await store.append(batchAfter(0, [...changes, ...changes]));
  expect((await store.stats()).registrations).toBe(2);
  await store.erase(users[0]);
  expect((await store.stats()).registrations).toBe(1);
  await store.append(batchAfter(4, changes));
  expect((await store.stats()).registrations).toBe(2);
  await store.close();
});
