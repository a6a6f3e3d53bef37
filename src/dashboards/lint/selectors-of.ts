/** One selection of series in a query. */
export interface FoundSelector {
  readonly metric: string;
  /** Between the braces, with the variables of Grafana in it. */
  readonly matchers: string;
  /** Between the brackets. Absent: the newest value is selected. */
  readonly range?: string;
  /** The function around it. */
  readonly calledBy?: string;
}

const GROUPING = /\b(?:by|on|without|ignoring|group_left|group_right)\s*\([^()]*\)/g;
const SELECTOR =
  /(?:(?<calledBy>[a-z_]+)\()?(?<![\w:$.])(?<metric>[a-zA-Z_:][\w:]*)(?![\w:]|\s*\()(?:\{(?<matchers>(?:[^{}"]|"(?:[^"\\]|\\.)*")*)\})?(?:\[(?<range>[^\]]*)\])?/g;
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'offset', 'bool', 'by', 'on', 'group_left', 'group_right']);

/**
 * The selections of a query as ringscope writes them. It is no parser of PromQL: it looks for names of metrics, what is in the braces behind them, and the function around.
 */
export function selectorsOf(query: string): readonly FoundSelector[] {
  const plain = query.replaceAll(GROUPING, ' ');
  return [...plain.matchAll(SELECTOR)].flatMap(({ groups = {} }): readonly FoundSelector[] => {
    const { calledBy, metric = '', matchers = '', range } = groups;
    if (KEYWORDS.has(metric)) return [];
    return [{ metric, matchers, ...(range === undefined ? {} : { range }), ...(calledBy === undefined ? {} : { calledBy }) }];
  });
}
