import { filledText, type AlertSeries, type Severity } from '../../alerts/index.ts';
import type { SeriesLabels } from '../../expressions/index.ts';
import type { ToldAlert } from './told-alert.ts';

/** What of an alert is the same for all its label sets. */
export interface AlertTexts {
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
}

/** What is the same for all alerts of a server. */
export interface AlertOrigin {
  /** The name of this server: the label `instance`. */
  readonly instance: string;
  /** The name of an alert behind it is the address of its runbook. */
  readonly runbookUrl: string;
}

/** The labels by which an alert is grouped, silenced and told. */
export function toldLabels({ alert, labels }: AlertSeries, severity: Severity, { instance }: AlertOrigin): SeriesLabels {
  return { ...labels, alertname: alert, severity, instance };
}

/** A firing label set as receivers are told of it. */
export function toldAlert(key: string, one: AlertSeries, texts: AlertTexts, origin: AlertOrigin): ToldAlert {
  return {
    key,
    state: 'firing',
    labels: toldLabels(one, texts.severity, origin),
    severity: texts.severity,
    summary: filledText(texts.summary, one.labels, one.value),
    description: filledText(texts.description, one.labels, one.value),
    runbookUrl: runbookOf(texts.name, origin),
    value: one.value,
    startsAt: one.activeAt,
  };
}

/** Where the runbook of an alert is. */
export function runbookOf(alert: string, { runbookUrl }: AlertOrigin): string {
  return `${runbookUrl.replace(/\/+$/, '')}/${alert}`;
}
