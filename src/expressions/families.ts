import type { Node, Selected } from './expression.ts';

/** All selections of an expression: what it reads. */
export function selections(expression: Node): readonly Selected[] {
  switch (expression.kind) {
    case 'selected':
      return [expression];
    case 'overRange':
    case 'absent':
      return [expression.of];
    case 'aggregated':
    case 'quantile':
      return selections(expression.of);
    case 'calculated':
    case 'compared':
    case 'combined':
      return [...selections(expression.left), ...selections(expression.right)];
    case 'now':
    case 'constant':
      return [];
  }
}
