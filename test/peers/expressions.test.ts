import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { evaluate, isMatch, promql, seriesKey, type History, type Node, type Sample, type Selected } from '../../src/expressions/index.ts';
import { requires } from './requires.ts';

const STEP_SECONDS = 10;
/** What `stale` is in the notation of promtool: the series is gone from then on. */
const GONE = Number.NaN;
/** Asked in one run of promtool. */
const QUESTIONS = 400;
const RANGES = ['rate', 'increase', 'delta', 'changes', 'avg', 'min', 'max', 'sum', 'count'] as const;

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** One per step. Undefined where none was scraped. */
  readonly values: readonly (number | undefined)[];
}

const values = fc.array(fc.oneof({ weight: 6, arbitrary: fc.nat(50) }, { weight: 1, arbitrary: fc.constantFrom(undefined, GONE) }), {
  minLength: 1,
  maxLength: 30,
});
const histories = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('x', 'y', 'z_bucket'),
    labels: fc.record({ a: fc.constantFrom('1', '2'), le: fc.constantFrom('0.5', '1', '2', '+Inf') }),
    values,
  }),
  { minLength: 2, maxLength: 14, selector: ({ name, labels }) => `${name} ${labels.a} ${labels.le}` },
);

const selected = fc.record({
  kind: fc.constant('selected' as const),
  series: fc.constantFrom('x', 'y', 'z_bucket'),
  family: fc.constant('x'),
  labels: fc.constant(['a', 'le']),
  matchers: fc.uniqueArray(
    fc.record({
      label: fc.constantFrom('a', 'le', 'b'),
      isIn: fc.boolean(),
      values: fc.subarray(['1', '2', '+Inf', ''], { minLength: 1 }),
    }),
    { maxLength: 2, selector: ({ label }) => label },
  ),
  agoSeconds: fc.constantFrom(0, 0, 0, 20, 35),
}) satisfies fc.Arbitrary<Selected>;

const leaf: fc.Arbitrary<Node> = fc.oneof(
  selected,
  fc.record({
    kind: fc.constant('overRange' as const),
    function: fc.constantFrom(...RANGES),
    of: selected,
    windowSeconds: fc.constantFrom(15, 60, 95, 600),
  }),
);
const summed: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant('aggregated' as const),
  operation: fc.constantFrom('sum', 'avg', 'min', 'max', 'count'),
  of: leaf,
  by: fc.constant(['a']),
});
const total: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant('aggregated' as const),
  operation: fc.constantFrom('sum', 'max'),
  of: leaf,
  by: fc.constant([]),
});
const constant: fc.Arbitrary<Node> = fc.integer({ min: -2, max: 40 }).map((value) => ({ kind: 'constant', value }));
const sides = { left: summed, right: fc.oneof(summed, constant) };
const expressions: fc.Arbitrary<Node> = fc.oneof(
  leaf,
  summed,
  fc.record({ kind: fc.constant('quantile' as const), quantile: fc.constantFrom(0, 0.5, 0.95, 1), of: leaf }),
  fc.record({ kind: fc.constant('calculated' as const), operator: fc.constantFrom('+', '-', '*', '/'), ...sides }),
  fc.record({
    kind: fc.constant('calculated' as const),
    operator: fc.constantFrom('-', '/'),
    left: constant,
    right: fc.oneof(summed, fc.constant<Node>({ kind: 'now' })),
  }),
  fc.record({ kind: fc.constant('calculated' as const), operator: fc.constant('/'), left: summed, right: total, on: fc.constant([]) }),
  fc.record({ kind: fc.constant('compared' as const), operator: fc.constantFrom('>', '<', '>=', '<=', '==', '!='), ...sides }),
  fc.record({
    kind: fc.constant('compared' as const),
    operator: fc.constantFrom('>', '<='),
    left: summed,
    right: total,
    on: fc.constant([]),
  }),
  fc.record({ kind: fc.constant('combined' as const), operator: fc.constantFrom('and', 'or', 'unless'), left: summed, right: summed }),
  fc.record({
    kind: fc.constant('combined' as const),
    operator: fc.constantFrom('and', 'unless'),
    left: summed,
    right: total,
    on: fc.constant([]),
  }),
  fc.record({ kind: fc.constant('absent' as const), of: selected }),
  fc.record({ kind: fc.constant('absent' as const), of: selected, windowSeconds: fc.constantFrom(15, 60) }),
);

interface Case {
  readonly series: readonly Series[];
  readonly expression: Node;
  readonly at: number;
}

requires('promtool')('Expressions', () => {
  test('whatever is asked of whatever series, the answer here is that of Prometheus', () => {
    const cases: readonly Case[] = fc.sample(
      fc.record({ series: histories, expression: expressions, at: fc.integer({ min: 0, max: 320 }) }),
      { numRuns: QUESTIONS, seed: Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000_007) },
    );
    const answers = answersOfPromtool(cases);
    const differing = cases.flatMap((one, index) => {
      const mine = written(evaluate(one.expression, historyOf(one.series), one.at));
      const theirs = written(answers[index] ?? []);
      return mine === theirs ? [] : [{ question: promql(one.expression), at: one.at, series: one.series.map(notation), mine, theirs }];
    });
    expect(differing).toEqual([]);
    expect(answers.filter((answer) => answer.length > 0).length).toBeGreaterThan(QUESTIONS / 4);
  });
});

/** What promtool finds for each case: it says so where nothing, or something else, was expected. */
function answersOfPromtool(cases: readonly Case[]): readonly (readonly Sample[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-expressions-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const answers = cases.map(({ series, expression, at }, index) => {
    const path = join(folder, `${index}.yml`);
    writeFileSync(
      path,
      stringify({
        evaluation_interval: '10s',
        tests: [
          {
            interval: `${STEP_SECONDS}s`,
            input_series: series.map(notation),
            promql_expr_test: [{ expr: promql(expression), eval_time: `${at}s`, exp_samples: [{ labels: '{nobody="has"}', value: 1 }] }],
          },
        ],
      }),
    );
    return path;
  });
  // What it found stands between the names of the files when both streams are one.
  const together = ['-c', 'promtool test rules "$@" 2>&1', 'sh', ...answers];
  return spawnSync('sh', together, { encoding: 'utf8', maxBuffer: 64_000_000 })
    .stdout.split('Unit Testing:')
    .slice(1)
    .map((text) => {
      const got = /^ *got: (.*)$/mu.exec(text)?.[1];
      if (got === undefined) throw new Error(`promtool said: ${text}`);
      return got === 'nil'
        ? []
        : [...got.matchAll(/(\{[^}]*\}) (\S+?)(?:,|$)/gu)].map(([, labels, value]) => sampleOf(labels ?? '', value ?? ''));
    });
}

function sampleOf(labels: string, value: string): Sample {
  const named = [...labels.matchAll(/(\w+)="([^"]*)"/gu)].map(([, name, text]) => [name, text]);
  return { labels: Object.fromEntries(named), value: value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value) };
}

function notation({ name, labels, values: all }: Series): { readonly series: string; readonly values: string } {
  const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const one = (value: number | undefined): string => (value === undefined ? '_' : Number.isNaN(value) ? 'stale' : String(value));
  return { series: `${name}{${inside.join(',')}}`, values: all.map(one).join(' ') };
}

/** Sorted, with the digits that rounding in another order leaves alone. */
function written(samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const { __name__: _name, ...others } = labels;
    return `${seriesKey(others)} ${Number(value.toPrecision(9)) + 0}`;
  });
  return lines.toSorted().join('\n');
}

function historyOf(series: readonly Series[]): History {
  return {
    stepAt: () => STEP_SECONDS,
    read: (name, matchers, from, to) =>
      series.flatMap((one) => {
        if (one.name !== name || !isMatch(one.labels, matchers)) return [];
        const within = one.values.flatMap((value, index) => {
          const at = index * STEP_SECONDS;
          return value === undefined || at < from || at > to ? [] : [{ at, value }];
        });
        return [{ labels: one.labels, times: within.map(({ at }) => at), values: within.map(({ value }) => value) }];
      }),
  };
}
