import { promql } from '../expressions/index.ts';
import type { Dashboard } from './dashboard.ts';

/** One query of a panel, ready to be asked. */
export interface Question {
  readonly dashboard: string;
  readonly panel: string;
  readonly legend: string;
  readonly query: string;
}

/** How a Prometheus answered a query. */
export type Answer = { readonly kind: 'values' } | { readonly kind: 'empty' } | { readonly kind: 'error'; readonly message: string };

/** Over which times rates are taken, and how metrics are called. */
export interface QuestionOptions {
  /** As PromQL writes it, at least four scrapes: `1m`. */
  readonly step: string;
  /** The time that is shown, as PromQL writes it: `1h`. */
  readonly range: string;
  readonly rename?: (series: string) => string;
}

/** All queries of dashboards, with everything chosen. */
export function questionsOf(
  dashboards: readonly Dashboard[],
  { step, range, rename = (series) => series }: QuestionOptions,
): readonly Question[] {
  return dashboards.flatMap(({ name, rows, choices }) => {
    const choose = [{ text: 'job=~".+"' }, { text: 'instance=~".+"' }, ...choices.map(({ label }) => ({ label, text: `${label}=~".+"` }))];
    return rows
      .flatMap(({ panels }) => panels)
      .flatMap(({ title, queries }) =>
        queries.map(({ legend, expression }) => ({
          dashboard: name,
          panel: title,
          legend,
          query: promql(expression, { choose, chartStep: step, chartRange: range, rename }),
        })),
      );
  });
}

/** What an answer of Prometheus to a query over a time says. An answer that has nothing but values that are no number is empty, too. */
export function readAnswer(body: unknown): Answer {
  if (!isRecord(body)) return { kind: 'error', message: 'The answer is no JSON of Prometheus.' };
  if (body['status'] !== 'success')
    return { kind: 'error', message: typeof body['error'] === 'string' ? body['error'] : 'It refused the query.' };
  const { data } = body;
  const series = isRecord(data) && Array.isArray(data['result']) ? data['result'] : [];
  return { kind: series.some(hasNumber) ? 'values' : 'empty' };
}

function hasNumber(series: unknown): boolean {
  const values: unknown = isRecord(series) ? series['values'] : undefined;
  return Array.isArray(values) && values.some((one: unknown) => Array.isArray(one) && one[1] !== 'NaN');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
