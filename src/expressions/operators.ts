import type { Calculated, Combined, Compared } from './expression.ts';
import { type Sample, seriesKey } from './sample.ts';

/** A number has no labels, and goes with each series. */
const CONSTANT = Symbol('constant');
type Constant = Sample & { readonly [CONSTANT]?: true };

export function constantOf(value: number): readonly Constant[] {
  return [{ labels: {}, value, [CONSTANT]: true }];
}

export function calculated({ operator, on }: Calculated, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  return pairs(left, right, on).map(({ labels, left: one, right: other, isConstant }) => ({
    labels,
    value: CALCULATE[operator](one, other),
    ...(isConstant ? { [CONSTANT]: true } : {}),
  }));
}

export function compared({ operator, on }: Compared, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  return pairs(left, right, on).flatMap(({ labels, left: one, right: other, isLeftConstant }) => {
    if (!COMPARE[operator](one, other)) return [];
    return [{ labels, value: isLeftConstant ? other : one }];
  });
}

export function combined({ operator, on }: Combined, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  const there = new Set((operator === 'or' ? left : right).map(({ labels }) => seriesKey(labels, on)));
  if (operator === 'or') return [...left, ...right.filter(({ labels }) => !there.has(seriesKey(labels, on)))];
  return left.filter(({ labels }) => there.has(seriesKey(labels, on)) === (operator === 'and'));
}

const CALCULATE: { readonly [O in Calculated['operator']]: (left: number, right: number) => number } = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

const COMPARE: { readonly [O in Compared['operator']]: (left: number, right: number) => boolean } = {
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

interface Pair {
  readonly labels: Sample['labels'];
  readonly left: number;
  readonly right: number;
  readonly isLeftConstant: boolean;
  readonly isConstant: boolean;
}

/** Series of both sides that go together. Of the right side one at most has the same labels. */
function pairs(left: readonly Constant[], right: readonly Constant[], on: readonly string[] | undefined): readonly Pair[] {
  const constantLeft = left.find((sample) => sample[CONSTANT]);
  const constantRight = right.find((sample) => sample[CONSTANT]);
  const common = { isLeftConstant: constantLeft !== undefined, isConstant: constantLeft !== undefined && constantRight !== undefined };
  if (constantRight !== undefined) return left.map(({ labels, value }) => ({ labels, left: value, right: constantRight.value, ...common }));
  if (constantLeft !== undefined) return right.map(({ labels, value }) => ({ labels, left: constantLeft.value, right: value, ...common }));
  const others = new Map(right.map(({ labels, value }) => [seriesKey(labels, on), value]));
  return left.flatMap(({ labels, value }) => {
    const other = others.get(seriesKey(labels, on));
    return other === undefined ? [] : [{ labels, left: value, right: other, ...common }];
  });
}
