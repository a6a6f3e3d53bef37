import { evaluate, type History, type Node } from '../expressions/index.ts';
import type { Alert } from './alert.ts';
import { reachOf } from './alert-reach.ts';
import type { AlertFinding } from './next-states.ts';

/** An alert ready to be looked at again and again. */
export interface PreparedAlert extends Omit<AlertFinding, 'samples'> {
  readonly expression: Node;
}

/** Finds out once what must be known of alerts whose thresholds are put in. `ruleOf`: the expression of a recording rule. */
export function prepareAlerts(
  alerts: readonly { readonly alert: Alert; readonly when: Node }[],
  ruleOf: (record: string) => Node | undefined,
): readonly PreparedAlert[] {
  return alerts.map(({ alert: { name, forSeconds, keepSeconds }, when }) => ({
    alert: name,
    expression: when,
    forSeconds,
    keepSeconds,
    ...reachOf(when, ruleOf),
  }));
}

/** What the history says of each alert at a moment. Of one whose expression fails nothing is known, and `failed` is told. */
export function judgeAlerts(
  alerts: readonly PreparedAlert[],
  history: History,
  at: number,
  failed: (alert: string, error: unknown) => void,
): readonly AlertFinding[] {
  return alerts.map(({ expression, ...finding }) => {
    try {
      return { ...finding, samples: evaluate(expression, history, at) };
    } catch (error) {
      failed(finding.alert, error);
      return finding;
    }
  });
}
