import { expect, test } from 'vitest';
import { eachOnce, timesOnAxis } from '../../web/parts/axis-texts.ts';

const AT = 1_795_219_200;
const times = (step: number, count: number): readonly number[] => Array.from({ length: count }, (_, index) => AT + index * step);

const SHAPES = { short: [5, 16], clock: [11, 19], minute: [11, 16] } as const;
/** As the page writes them, of ISO 8601. */
const textOf = (at: number, shape: keyof typeof SHAPES): string => new Date(at * 1000).toISOString().slice(...SHAPES[shape]);

test('an axis has no text twice in a row', () => {
  expect(eachOnce(['0', '0', '1', '1', '2', '1'])).toEqual(['0', '', '1', '', '2', '1']);
});

test('times nearer than a minute are told apart by their seconds, those of days by their day', () => {
  for (const [step, count] of [
    [1, 9],
    [10, 6],
    [30, 8],
    [60, 10],
    [3600, 6],
    [7200, 12],
  ] as const) {
    const texts = timesOnAxis(times(step, count), textOf);
    expect([step, new Set(texts).size, texts.includes('')]).toEqual([step, count, false]);
  }
  expect(timesOnAxis(times(10, 2), textOf)).toEqual(['00:00:00', '00:00:10']);
  expect(timesOnAxis(times(7200, 12), textOf)[0]).toBe('11-21T00:00');
});
