import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMNS, packGrid } from './pack-grid.ts';

test('panels fill a shelf from the left, and the next one begins below the highest', () => {
  const sizes = [
    { width: 4, height: 4 },
    { width: 12, height: 8 },
    { width: 12, height: 6 },
    { width: 24, height: 2 },
  ];
  expect(packGrid(sizes, 1)).toEqual([
    { x: 0, y: 1, w: 4, h: 4 },
    { x: 4, y: 1, w: 12, h: 8 },
    { x: 0, y: 9, w: 12, h: 6 },
    { x: 0, y: 15, w: 24, h: 2 },
  ]);
});

test('whatever the sizes, nothing overlaps and nothing juts out', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 20 }), (sizes) => {
      const taken = new Set<string>();
      for (const { x, y, w, h } of packGrid(sizes, 3)) {
        expect(x + w).toBeLessThanOrEqual(COLUMNS);
        for (let column = x; column < x + w; column += 1)
          for (let line = y; line < y + h; line += 1) {
            expect(taken.has(`${column},${line}`)).toBe(false);
            taken.add(`${column},${line}`);
          }
      }
    }),
  );
});
