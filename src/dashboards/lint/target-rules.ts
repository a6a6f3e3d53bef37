import { selectorsOf } from './selectors-of.ts';

/** What is wrong with one query, by the rule that says so. */
export type TargetRule = (expr: string) => readonly string[];

/** Rules for queries, as grafana/dashboard-linter has them. */
export const TARGET_RULES: Readonly<Record<string, TargetRule>> = {
  'target-promql-rule': (expr) => (isBalanced(expr) ? [] : ['is no PromQL: its brackets do not match']),
  'target-rate-interval-rule': (expr) =>
    selectorsOf(expr)
      .filter(({ calledBy, range }) => (calledBy === 'rate' || calledBy === 'irate') && range !== '$__rate_interval')
      .map(({ metric }) => `takes the rate of ${metric} over another time than $__rate_interval`),
  'target-job-rule': (expr) => without(expr, 'job'),
  'target-instance-rule': (expr) => without(expr, 'instance'),
  'target-counter-agg-rule': (expr) =>
    selectorsOf(expr)
      .filter(({ metric, calledBy = '' }) => metric.endsWith('_total') && !['rate', 'irate', 'increase'].includes(calledBy))
      .map(({ metric }) => `shows ${metric}, which only grows, without rate or increase`),
};

function without(expr: string, label: string): readonly string[] {
  return selectorsOf(expr)
    .filter(({ matchers }) => !matchers.includes(`${label}=~"$${label}"`))
    .map(({ metric }) => `selects ${metric} without ${label}=~"$${label}"`);
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function isBalanced(expr: string): boolean {
  const open: string[] = [];
  for (const letter of expr.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) {
    if ('([{'.includes(letter)) open.push(letter);
    else if (letter in CLOSES && open.pop() !== CLOSES[letter]) return false;
  }
  return open.length === 0 && expr.trim() !== '';
}
