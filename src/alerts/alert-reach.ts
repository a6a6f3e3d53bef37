import type { Node } from '../expressions/index.ts';

/** What an expression needs of a history to be believed. */
export interface AlertReach {
  /** The longest time before the moment that it looks at. */
  readonly windowSeconds: number;
  /** It has a series because another one is missing, so a gap of the history could make one. */
  readonly looksForAbsence: boolean;
}

const NOTHING: AlertReach = { windowSeconds: 0, looksForAbsence: false };

/** How far an expression looks back. `ruleOf`: the expression of a recording rule, of which it may use the values. */
export function reachOf(expression: Node, ruleOf: (record: string) => Node | undefined): AlertReach {
  switch (expression.kind) {
    case 'selected': {
      // A rule whose values depend on values of its own does not exist.
      const rule = ruleOf(expression.series);
      return rule === undefined ? NOTHING : reachOf(rule, ruleOf);
    }
    case 'overRange': {
      const { windowSeconds } = expression;
      return join(
        { windowSeconds: typeof windowSeconds === 'number' ? windowSeconds : 0, looksForAbsence: false },
        reachOf(expression.of, ruleOf),
      );
    }
    case 'aggregated':
    case 'quantile':
      return reachOf(expression.of, ruleOf);
    case 'calculated':
    case 'compared':
      return join(reachOf(expression.left, ruleOf), reachOf(expression.right, ruleOf));
    case 'combined': {
      const both = join(reachOf(expression.left, ruleOf), reachOf(expression.right, ruleOf));
      return expression.operator === 'unless' ? { ...both, looksForAbsence: true } : both;
    }
    case 'absent':
      return { windowSeconds: expression.windowSeconds ?? 0, looksForAbsence: true };
    case 'now':
    case 'constant':
      return NOTHING;
  }
}

function join(one: AlertReach, other: AlertReach): AlertReach {
  return {
    windowSeconds: Math.max(one.windowSeconds, other.windowSeconds),
    looksForAbsence: one.looksForAbsence || other.looksForAbsence,
  };
}
