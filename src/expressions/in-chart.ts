import { CHART_RANGE, CHART_STEP, type Node, type OverRange } from './expression.ts';

/** What a chart fills in, in seconds. */
export interface ChartTimes {
  /** What a rate is taken over. */
  readonly stepSeconds: number;
  /** All that is shown. */
  readonly rangeSeconds: number;
}

/** The expression with the times of a chart filled in, so that it can be evaluated. */
export function inChart(expression: Node, times: ChartTimes): Node {
  switch (expression.kind) {
    case 'overRange':
      return { ...expression, windowSeconds: windowIn(expression.windowSeconds, times) };
    case 'aggregated':
    case 'quantile':
      return { ...expression, of: inChart(expression.of, times) };
    case 'calculated':
    case 'compared':
    case 'combined':
      return { ...expression, left: inChart(expression.left, times), right: inChart(expression.right, times) };
    case 'selected':
    case 'absent':
    case 'now':
    case 'constant':
      return expression;
  }
}

function windowIn(window: OverRange['windowSeconds'], { stepSeconds, rangeSeconds }: ChartTimes): number {
  if (window === CHART_STEP) return stepSeconds;
  return window === CHART_RANGE ? rangeSeconds : window;
}
