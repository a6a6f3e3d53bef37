import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../core/index.ts';
import { loadSqliteDriver, type SqliteDatabase } from '../sqlite-driver.ts';
import { createLookup } from './lookup.ts';
import { eachHash, idHash, LOOKUP_HASHES, LOOKUP_ID_HASHES, lookupHash } from './lookup-hash.ts';
import { LOOKUP_SCHEMA } from './lookup-table.ts';
import { writeText } from './packed-text.ts';

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

const hash = fc.oneof(fc.nat(3), fc.nat(LOOKUP_HASHES - 1), fc.constantFrom(LOOKUP_ID_HASHES - 1, LOOKUP_ID_HASHES, LOOKUP_HASHES - 1));
const seq = fc.oneof(fc.nat(3), fc.constantFrom(1023, 1024, 2 ** 31, 2 ** 32 - 1, 2 ** 32, LAST_SEQ), fc.nat(LAST_SEQ));
const entry = fc.tuple(hash, seq);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.array(entry, { maxLength: 400 }) }) },
  { weight: 3, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ replace: fc.nat() }) },
  { weight: 4, arbitrary: fc.constant({ flush: true }) },
  { weight: 2, arbitrary: fc.constant({ join: true }) },
);

test('a lookup finds what was added and not removed, whatever was written in between, also after it is opened anew', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), entry, (steps, [wanted, edge]) =>
      withDatabase((db) => {
        const lookup = createLookup(db);
        const kept = new Map<string, readonly [number, number]>();
        lookup.mayHaveId(0);
        for (const one of steps) {
          if ('flush' in one) lookup.flush();
          else if ('join' in one) lookup.join();
          else if ('add' in one) {
            for (const added of one.add) {
              kept.set(added.join(), added);
              lookup.add(...added);
            }
          } else {
            const picked = [...kept.values()][('remove' in one ? one.remove : one.replace) % kept.size];
            if (picked === undefined) continue;
            lookup.remove(...picked);
            if ('replace' in one) lookup.add(...picked);
            else kept.delete(picked.join());
          }
        }
        const all = [...kept.values()];
        for (const at of [wanted, ...all.map(([some]) => some)]) {
          const expected = all.flatMap(([other, found]) => (other === at ? [found] : [])).sort((a, b) => b - a);
          expect(lookup.find(at)).toEqual(expected);
          expect(lookup.find(at, edge, edge + 5000)).toEqual(expected.filter((found) => found >= edge && found <= edge + 5000));
        }
        lookup.flush();
        const opened = createLookup(db);
        for (const [at] of all) {
          expect(opened.find(at)).toEqual(lookup.find(at));
          if (at < LOOKUP_ID_HASHES) expect([lookup.mayHaveId(at), opened.mayHaveId(at)]).toEqual([true, true]);
        }
      }),
    ),
    { numRuns: 60 },
  );
});

test('entries of many writes lie in few runs and are joined to one in steps, and nearly all ids that are not there are known not to be', () =>
  withDatabase((db) => {
    const lookup = createLookup(db);
    const at = (index: number): number => Math.imul(index, 0x9e3779b1) >>> 4;
    for (let index = 0; index < 200_000; index += 1) {
      lookup.add(at(index), index * 431_000);
      if (index % 1000 === 0 || index % 8000 < 40) lookup.flush();
    }
    lookup.flush();
    for (let index = 0; index < 200_000; index += 997) expect(lookup.find(at(index))).toContain(index * 431_000);
    expect(db.prepare('SELECT count(*) AS runs, max(entries) >= 131072 AS isJoined FROM lookup_run').get()).toMatchObject({ isJoined: 1 });
    const runs = db.prepare('SELECT run FROM lookup_run').all().length;
    expect(runs).toBeLessThan(24);
    let steps = 0;
    while (lookup.join()) steps += 1;
    expect(steps).toBeGreaterThan(20);
    expect(db.prepare('SELECT count(*) AS runs, sum(entries) AS entries FROM lookup_run').get()).toEqual({ runs: 1, entries: 200_000 });
    for (let index = 0; index < 200_000; index += 997) expect(lookup.find(at(index))).toContain(index * 431_000);
    for (const one of [lookup, createLookup(db)]) {
      let seeming = 0;
      for (let index = 200_000; index < 220_000; index += 1) if (one.mayHaveId(at(index) % LOOKUP_ID_HASHES)) seeming += 1;
      expect(seeming).toBeLessThan(400);
    }
  }));

test.each(['abcdefghijklmnop', '00000000', '192.0.2.1:5060', '', 'call 1', 'm\u00fcller', 'x'.repeat(300)])(
  'a call is found by its packed bytes and by the text %j alike',
  (text) => {
    const out = new ByteWriter();
    out.byte(3);
    for (const one of [text, 'other key', text, 'callee']) writeText(out, one);
    const detail = out.take();
    const hashes: number[] = [];
    eachHash(detail, 0, (one) => hashes.push(one));
    expect(hashes).toEqual([
      lookupHash('callId', text),
      lookupHash('callKey', 'other key'),
      lookupHash('number', text),
      lookupHash('number', 'callee'),
    ]);
    expect([idHash(detail, 0), new Set(hashes).size]).toEqual([hashes[0], 4]);
  },
);
