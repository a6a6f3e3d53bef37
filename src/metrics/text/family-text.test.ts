import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  counter,
  createRegistry,
  gauge,
  histogram,
  info,
  type LabelText,
  labelText,
  open,
  type Reader,
  type Rendering,
  type SharedRegistry,
  summary,
} from '../index.ts';
import { readPagesWithin } from '../scrape/reader.ts';

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const FORMATS = ['text', 'openmetrics'] as const;
const values = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 2 ** 33 }),
  fc.double(),
  fc.constantFrom(9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -0, 1e21),
);
const MOVES = [
  'add',
  'set',
  'set plain',
  'clear',
  'clear plain',
  'tell',
  'observe',
  'observe both',
  'summarise',
  'remove',
  'turn',
] as const;
const step = fc.record({
  verb: fc.constantFrom(...MOVES, 'scrape', 'scrape', 'release' as const),
  value: values,
  trunk: fc.integer({ min: 0, max: 40 }).map((trunk) => labelText(`tronço-${trunk}`)),
});

/** A registry with every kind of metric, and what moves it. */
function mixed() {
  let now = 2e9;
  const registry = createRegistry({ now: () => now });
  const labels = { trunk: open(200) };
  const plain = registry.add(gauge('telephony_plain', { help: 'x' }));
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels }));
  const level = registry.add(gauge('telephony_level', { help: 'x', labels }));
  const build = registry.add(info('telephony_trunk_info', { help: 'x', labels }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels, buckets: [0.5, 1, 1e6] }));
  const both = registry.add(histogram('telephony_both_seconds', { help: 'x', labels, buckets: [0.5], native: { factor: 1.1 } }));
  const window = registry.add(summary('telephony_window_seconds', { help: 'x', labels, quantiles: [0, 0.5, 0.99], windowSeconds: 60 }));
  const moves: Record<(typeof MOVES)[number], (value: number, labels: { readonly trunk: LabelText }) => void> = {
    add: (value, of) => total.add(value, of),
    set: (value, of) => level.set(value, of),
    'set plain': (value) => plain.set(value),
    clear: (_, of) => level.clear(of),
    'clear plain': () => plain.clear(),
    tell: (_, of) => build.set(of),
    observe: (value, of) => setup.observe(value, of),
    'observe both': (value, of) => both.observe(value, of),
    summarise: (value, of) => window.observe(value, of),
    remove: (value, of) => void (value < 5 ? [total, window, both] : [level, setup]).map((metric) => metric.remove(of)),
    turn: () => registry.collect((now += 25)),
  };
  return { registry, moves };
}

/** Takes renderings in all formats and keeps them with the text that they had. */
class Scraper {
  readonly #registry: SharedRegistry;
  readonly #reader: Reader;
  readonly #held: { readonly rendering: Rendering; readonly text: string }[] = [];
  readonly #tagged = new Map<object, string>();

  constructor(registry: SharedRegistry, maxKeptBytes: number) {
    this.#registry = registry;
    this.#reader = readPagesWithin(registry.pages(), maxKeptBytes);
  }

  scrape(): void {
    for (const format of FORMATS) {
      const rendering = this.#reader.render(format);
      const text = this.#registry.compose(format);
      expect(textOf(rendering.bytes)).toBe(text);
      this.#held.push({ rendering, text });
      this.#checkRuns(rendering);
    }
  }

  /** Releases the oldest. */
  release(): void {
    for (const { rendering } of this.#held.splice(0, 3)) rendering.release();
  }

  checkHeld(): void {
    for (const { rendering, text } of this.#held) expect(textOf(rendering.bytes)).toBe(text);
  }

  #checkRuns({ bytes, runs }: Rendering): void {
    expect(runs.map(({ start }) => start)).toEqual([0, ...runs.slice(0, -1).map(({ end }) => end)]);
    expect(runs.at(-1)?.end).toBe(bytes.length);
    for (const { start, end, tag } of runs) {
      const run = textOf(bytes.subarray(start, end));
      expect(this.#tagged.get(tag) ?? run).toBe(run);
      this.#tagged.set(tag, run);
    }
  }
}

test.each([
  ['kept', 16 * 1024 * 1024],
  ['kept until its limit', 20_000],
  ['not kept', 0],
])('every rendering is the text composed anew and stays so until released; a run with a known tag has the same bytes: %s', (_, limit) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 250, size: 'max' }), (steps) => {
      const { registry, moves } = mixed();
      const scraper = new Scraper(registry, limit);
      for (const { verb, value, trunk } of steps) {
        if (verb === 'scrape') scraper.scrape();
        else if (verb === 'release') scraper.release();
        else moves[verb](value, { trunk });
      }
      scraper.scrape();
      scraper.checkHeld();
    }),
    { numRuns: 25 },
  );
});

test('a run of a large registry in which nothing changed keeps its tag, and only the runs with a change get another', () => {
  const registry = createRegistry();
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels: { trunk: open(5000) } }));
  const handles = Array.from({ length: 5000 }, (_, trunk) => total.with({ trunk: labelText(`${trunk}`) }));
  const tags = (): readonly object[] => {
    const { runs, release } = registry.render('text');
    release();
    return runs.map(({ tag }) => tag);
  };
  const first = tags();
  expect(first).toHaveLength(5);
  expect(tags()).toEqual(first);
  expect(tags().every((tag, run) => tag === first[run])).toBe(true);
  handles[2500]?.inc();
  expect(tags().map((tag, run) => tag === first[run])).toEqual([true, true, false, true, true]);
});

test('a scrape of what did not change has the same bytes in the same memory', () => {
  const registry = createRegistry();
  const { bytes, release } = registry.render('text');
  const text = textOf(bytes);
  release();
  release();
  const second = registry.render('text');
  expect(second.bytes.buffer).toBe(bytes.buffer);
  expect(textOf(second.bytes)).toBe(text);
  expect(registry.render('text').bytes.buffer).not.toBe(bytes.buffer);
});

test('whoever changes the bytes of a scrape changes no later one', () => {
  const registry = createRegistry();
  const first = registry.composeBytes('text');
  const text = new TextDecoder().decode(first);
  first.fill(0);
  expect(new TextDecoder().decode(registry.composeBytes('text'))).toBe(text);
});
