import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const START = 1_700_000_000;
const score = fc.oneof(
  fc.double({ min: 1, max: 5, noNaN: true }),
  fc.integer({ min: 100, max: 500 }).map((hundredths) => hundredths / 100),
);
const user = fc.oneof(fc.constant('+49***0123'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }));

test('an export has each score with all of its digits, and each mask and id whatever letters it has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ mos: score, mask: user, id: user }), { minLength: 1, maxLength: 300 }), async (drawn) => {
      const path = mkdtempSync(join(tmpdir(), 'ringscope-json-rows-'));
      const store = await openSqlite({ path });
      const calls = drawn.map(({ mos, mask, id }, index) =>
        storedCall({
          id: `${index}-${id}`,
          callKey: `key-${index}`,
          startedAt: START + index,
          state: 'ended',
          isProvisional: false,
          outcome: 'answered',
          mos,
          caller: { hash: 'h', mask },
        }),
      );
      try {
        await store.append(
          batchAfter(
            0,
            calls.map((call) => callChange(call)),
          ),
        );
        let text = '';
        for await (const chunk of store.scan({}, 'ndjson', 'masked')) text += Buffer.from(chunk).toString('utf8');
        const found = text.split('\n').filter((line) => line !== '');
        const shown = found.map((line) => JSON.parse(line)).map(({ id, mos, caller }) => ({ id, mos, caller }));
        expect(shown).toStrictEqual(calls.map(({ id, mos, caller }) => ({ id, mos, caller: caller?.mask })).toReversed());
      } finally {
        await store.close();
        rmSync(path, { recursive: true });
      }
    }),
    { numRuns: 20 },
  );
});
