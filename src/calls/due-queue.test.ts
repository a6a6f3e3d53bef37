import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue, type Due } from './due-queue.ts';
import { rounds } from '../../test/rounds.ts';

const step = fc.record({
  does: fc.constantFrom('put', 'put', 'put', 'remove', 'take'),
  which: fc.integer({ min: 0, max: 9 }),
  at: fc.integer({ min: 0, max: 20 }),
});

test('what is due comes out in the order of time, whatever was put in, moved and removed before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new DueQueue<Due>();
      const all = Array.from({ length: 10 }, (): Due => ({ dueAt: 0, place: -1 }));
      const held = new Set<Due>();
      for (const { does, which, at } of steps) {
        const one = all[which];
        if (one === undefined) continue;
        if (does === 'put') {
          one.dueAt = at;
          queue.put(one);
          held.add(one);
        } else if (does === 'remove') {
          queue.remove(one);
          held.delete(one);
        } else {
          const due = queue.takeDue(at);
          const expected = [...held].filter(({ dueAt }) => dueAt <= at);
          expect(new Set(due)).toEqual(new Set(expected));
          expect(due.map(({ dueAt }) => dueAt)).toEqual(due.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b));
          for (const taken of due) held.delete(taken);
        }
      }
    }),
    { numRuns: rounds(200, 1000) },
  );
});
