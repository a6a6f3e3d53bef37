import { expect, test } from 'vitest';
import {
  counter,
  createRegistry,
  gauge,
  histogram,
  labelText,
  open,
  readPages,
  SampleReader,
  summary,
  type SharedPages,
} from '../index.ts';

/** What a reader hands out, as lines of text. */
function linesOf(
  pages: SharedPages,
  isWanted: (family: string) => boolean = (family) => family.startsWith('telephony_'),
): () => readonly string[] {
  const reader = new SampleReader(pages, { isWanted, find: (name, labels) => `${name} ${JSON.stringify(labels)}` });
  return () => {
    const lines: string[] = [];
    reader.read((series, value) => void lines.push(`${series} ${value}`));
    return lines;
  };
}

test('what is read is what stands in the text of a scrape', () => {
  const registry = createRegistry();
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels: { trunk: open(10) } }));
  const level = registry.add(gauge('telephony_level', { help: 'x' }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', buckets: [0.5, 2], labels: { trunk: open(10) } }));
  const size = registry.add(summary('telephony_size_bytes', { help: 'x', quantiles: [0.5], windowSeconds: 60 }));
  const read = linesOf(registry.pages());
  calls.inc({ trunk: labelText('a "quoted"\n\\ one') });
  setup.observe(1, { trunk: labelText('b') });
  expect(read()).toEqual([
    'telephony_calls_total {"trunk":"a \\"quoted\\"\\n\\\\ one"} 1',
    'telephony_setup_seconds_bucket {"trunk":"b","le":"0.5"} 0',
    'telephony_setup_seconds_bucket {"trunk":"b","le":"2"} 1',
    'telephony_setup_seconds_bucket {"trunk":"b","le":"+Inf"} 1',
    'telephony_setup_seconds_sum {"trunk":"b"} 1',
    'telephony_setup_seconds_count {"trunk":"b"} 1',
    'telephony_size_bytes_sum {} 0',
    'telephony_size_bytes_count {} 0',
  ]);

  level.set(0.25);
  size.observe(7);
  calls.add(4, { trunk: labelText('c') });
  const text = readPages(registry.pages()).compose('text');
  const values = text.split('\n').filter((line) => line.startsWith('telephony_'));
  expect(read().map((line) => line.split(' ').at(-1))).toEqual(values.map((line) => line.split(' ').at(-1)));
  expect(read()).toContain('telephony_level {} 0.25');
});

test('families that are not wanted are not read', () => {
  const registry = createRegistry();
  registry.add(counter('telephony_calls_total', { help: 'x' })).inc();
  const read = linesOf(registry.pages(), (family) => family === 'telephony_later_total');
  expect(read()).toEqual([]);
  registry.add(counter('telephony_later_total', { help: 'x' })).add(3);
  expect(read()).toEqual(['telephony_later_total {} 3']);
});

test('what counts from 0 and began since the last reading is told as such, once; what was there at the first one is not', () => {
  const registry = createRegistry();
  const labels = { trunk: open(10) };
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', buckets: [0.5], labels }));
  const size = registry.add(summary('telephony_size_bytes', { help: 'x', quantiles: [0.5], windowSeconds: 60, labels }));
  const level = registry.add(gauge('telephony_level', { help: 'x', labels }));
  const reader = new SampleReader(registry.pages(), {
    isWanted: () => true,
    find: (name, { trunk, le, quantile }) => [name, trunk, le, quantile].join(' ').trim(),
  });
  const begun = (): readonly string[] => {
    const found: string[] = [];
    reader.read((series, _value, hasBegun) => void (hasBegun && found.push(series)));
    return found;
  };
  const [a, b] = [{ trunk: labelText('a') }, { trunk: labelText('b') }];
  const move = (trunk: typeof a): void => {
    calls.add(3, trunk);
    setup.observe(1, trunk);
    size.observe(7, trunk);
    level.set(5, trunk);
  };
  move(a);
  expect(begun()).toEqual([]);
  move(a);
  move(b);
  expect(begun()).toEqual([
    'telephony_calls_total b',
    'telephony_setup_seconds_bucket b 0.5',
    'telephony_setup_seconds_bucket b +Inf',
    'telephony_setup_seconds_sum b',
    'telephony_setup_seconds_count b',
    'telephony_size_bytes_sum b',
    'telephony_size_bytes_count b',
  ]);
  move(b);
  expect(begun()).toEqual([]);
  calls.remove(a);
  expect(begun()).toEqual([]);
  calls.inc(a);
  registry.add(counter('telephony_later_total', { help: 'x' })).inc();
  expect(begun()).toEqual(['telephony_calls_total a', 'telephony_later_total']);
});

test('a series whose room another one has taken is gone', () => {
  const registry = createRegistry();
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels: { trunk: open(10) } }));
  const read = linesOf(registry.pages());
  calls.inc({ trunk: labelText('a') });
  expect(read()).toEqual(['telephony_calls_total {"trunk":"a"} 1']);
  calls.remove({ trunk: labelText('a') });
  expect(read()).toEqual([]);
  calls.add(5, { trunk: labelText('b') });
  expect(read()).toEqual(['telephony_calls_total {"trunk":"b"} 5']);
});
