import { expect, test } from 'vitest';
import { BoundedHistory, TooManyValues } from './bounded-history.ts';
import { KeptHistory } from './kept-history.ts';
import { MemoryHistory } from './memory-history.ts';
import { shownBoard } from './shown-board.ts';

const START = 1_700_000_000;
const NAME = 'telephony_trunk_attempts_total';
const LABELS = { side: 'to', outcome: 'answered' };

/** Attempts to so many trunks: each has one more in every sampling than the one before it. */
function attempts(trunks: number, samplings: number): KeptHistory {
  const memory = new MemoryHistory();
  for (let sampling = 0; sampling < samplings; sampling += 1) {
    memory.begin(START + sampling * 10);
    for (let trunk = 1; trunk <= trunks; trunk += 1)
      memory.put(memory.find(NAME, { ...LABELS, trunk: `carrier-${trunk}` }), 1000 + sampling * trunk);
    memory.end();
  }
  return new KeptHistory(memory);
}

const WINDOW = { name: 'trunks', since: START, until: START + 600 };

test('a line has the rate of its counter at each step, and a number all that was counted in the time shown', async () => {
  const { rows, stepSeconds } = await shownBoard(attempts(3, 61), WINDOW, () => false);
  const panels = rows.flatMap((row) => row.panels);
  const lines = panels.find(({ title }) => title === 'Attempts to each trunk');
  expect(stepSeconds).toBe(10);
  // The highest stands first.
  expect(lines?.series.map(({ name }) => name)).toEqual(['carrier-3', 'carrier-2', 'carrier-1']);
  expect(lines?.series[0]?.points.at(-1)).toEqual([START + 600, 0.3]);
  expect(panels.find(({ title }) => title === 'Attempts to trunks')?.series[0]?.points).toEqual([[START + 600, 360]]);
});

test('of more series than a chart can show those with the highest values are shown, and the others counted', async () => {
  const { rows } = await shownBoard(attempts(30, 61), WINDOW, () => false);
  const lines = rows.flatMap((row) => row.panels).find(({ title }) => title === 'Attempts to each trunk');
  expect(lines?.series).toHaveLength(20);
  expect(lines?.series[0]?.name).toBe('carrier-30');
  expect(lines?.more).toBe(10);
});

test('panels that there is no time for say so, instead of showing nothing', async () => {
  let slices = 0;
  const history = attempts(2000, 61);
  const { rows } = await shownBoard(history, WINDOW, () => (slices += 1) > 1);
  const panels = rows.flatMap((row) => row.panels);
  expect(panels.some(({ missing, series }) => missing === 'no_time' && series.length === 0)).toBe(true);
  expect(slices).toBeLessThan(panels.length * 4);
});

test('a reading of more values than may be is refused before anything is read', () => {
  const history = attempts(10, 61);
  expect(new BoundedHistory(history, 610).read(NAME, [], START, START + 600)).toHaveLength(10);
  expect(() => new BoundedHistory(history, 590).read(NAME, [], START, START + 600)).toThrow(TooManyValues);
});
