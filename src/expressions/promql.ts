import { CHART_RANGE, CHART_STEP, type Matcher, type Node, type OverRange, type RangeFunction, type Selected } from './expression.ts';

/** How an expression is written for Prometheus or Grafana. */
export interface PromqlOptions {
  /** Labels of the scrape by which series stay apart, whatever else they are summed by, such as `job` and `instance`. */
  readonly keep?: readonly string[];
  /** Text between the braces of each selection, e.g. `job=~"$job"`. Of a label that the series must have when `label` is given. */
  readonly choose?: readonly { readonly label?: string; readonly text: string }[];
  /** What the step of a chart is called, e.g. `$__rate_interval`. */
  readonly chartStep?: string;
  /** What all the time that a chart shows is called, e.g. `$__range`. */
  readonly chartRange?: string;
  /** The name of a series as it is scraped. */
  readonly rename?: (series: string) => string;
}

/** How strongly operators bind; PromQL's are all left-associative but `^`. */
const STRENGTH = { or: 1, and: 2, unless: 2, '>': 3, '<': 3, '>=': 3, '<=': 3, '==': 3, '!=': 3, '+': 4, '-': 4, '*': 5, '/': 5 };
const RANGE_NAME: { readonly [F in RangeFunction]: string } = {
  rate: 'rate',
  increase: 'increase',
  delta: 'delta',
  changes: 'changes',
  avg: 'avg_over_time',
  min: 'min_over_time',
  max: 'max_over_time',
  sum: 'sum_over_time',
  count: 'count_over_time',
};
const UNITS: readonly (readonly [string, number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];

/** The expression as PromQL. */
export function promql(expression: Node, options: PromqlOptions = {}): string {
  return write(expression, options);
}

/** A duration as PromQL writes it: `5m`, `90s`. */
export function durationText(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= length && seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}

function write(node: Node, options: PromqlOptions): string {
  switch (node.kind) {
    case 'selected':
      return selection(node, options);
    case 'overRange':
      return overRange(node, options);
    case 'aggregated':
      return `${node.operation}${grouping([...(options.keep ?? []), ...node.by])} (${write(node.of, options)})`;
    case 'quantile':
      return `histogram_quantile(${node.quantile}, ${write(node.of, options)})`;
    case 'calculated':
    case 'compared':
    case 'combined':
      return `${side(node, node.left, false, options)} ${node.operator}${matching(node, options)} ${side(node, node.right, true, options)}`;
    case 'absent':
      return node.windowSeconds === undefined
        ? `absent(${selection(node.of, options)})`
        : `absent_over_time(${selection(node.of, options, `[${durationText(node.windowSeconds)}]`)})`;
    case 'now':
      return 'time()';
    case 'constant':
      // What a calculation left behind the twelfth digit means nothing.
      return String(Number(node.value.toPrecision(12)));
  }
}

type Infix = Extract<Node, { readonly kind: 'calculated' | 'compared' | 'combined' }>;

/** One side of an operator, in brackets where it binds less strongly. */
function side(outer: Infix, inner: Node, isRight: boolean, options: PromqlOptions): string {
  const text = write(inner, options);
  if (!('operator' in inner)) return text;
  const [own, around] = [STRENGTH[inner.operator], STRENGTH[outer.operator]];
  return own < around || (isRight && own === around) || outer.kind !== inner.kind ? `(${text})` : text;
}

function matching(node: Infix, { keep = [] }: PromqlOptions): string {
  if (node.on === undefined) return '';
  if (node.kind === 'combined' && node.isOfAll === true) return ' on ()';
  const on = ` on (${[...keep, ...node.on].join(', ')})`;
  return node.kind === 'combined' ? on : `${on} group_left ()`;
}

function grouping(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
}

function overRange({ function: name, of, windowSeconds }: OverRange, options: PromqlOptions): string {
  return `${RANGE_NAME[name]}(${selection(of, options, `[${windowText(windowSeconds, options)}]`)})`;
}

function windowText(window: OverRange['windowSeconds'], { chartStep = '5m', chartRange = '1h' }: PromqlOptions): string {
  if (window === CHART_STEP) return chartStep;
  return window === CHART_RANGE ? chartRange : durationText(window);
}

function selection({ series, matchers, agoSeconds, labels }: Selected, { choose = [], rename }: PromqlOptions, range = ''): string {
  const chosen = choose.filter(({ label }) => label === undefined || labels.includes(label)).map(({ text }) => text);
  const inside = [...chosen, ...matchers.map(matcherText)].join(', ');
  const ago = agoSeconds === 0 ? '' : ` offset ${durationText(agoSeconds)}`;
  return `${rename?.(series) ?? series}${inside === '' ? '' : `{${inside}}`}${range}${ago}`;
}

function matcherText({ label, isIn, values }: Matcher): string {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return `${label}${isIn ? '=' : '!='}${JSON.stringify(only)}`;
  return `${label}${isIn ? '=~' : '!~'}${JSON.stringify(values.map(asPattern).join('|'))}`;
}

function asPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
}
