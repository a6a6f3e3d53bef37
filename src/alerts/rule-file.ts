import { durationText, promql, type Node, type PromqlOptions } from '../expressions/index.ts';
import { chooseAlerts, type AlertChoices, type ChosenAlert } from './choices.ts';
import type { AlertGroup, RecordingRule } from './alert.ts';
import { yaml, type Yaml } from './yaml.ts';

/** A rule file of Prometheus, the same as a resource of the Prometheus operator, or for Alertmanager which alerts explain which. */
export const RULE_FORMAT = ['prometheus', 'prometheus-rule', 'alertmanager'] as const;
export type RuleFormat = (typeof RULE_FORMAT)[number];

export interface RuleFileOptions {
  readonly format: RuleFormat;
  readonly choices: AlertChoices;
  /** What the name of an alert is put behind to make the address of its runbook, e.g. `https://ringscope.example.com/runbooks`. */
  readonly runbookUrl: string;
  /** The first word of the telephony metric names. */
  readonly namespace: string;
}

/** Labels of the scrape: two servers are judged each by itself. */
const SCRAPE_LABELS = ['job', 'instance'];

/** The rules as the text of a YAML file. Groups of which nothing is left are left out. */
export function renderRules(groups: readonly AlertGroup[], recordings: readonly RecordingRule[], options: RuleFileOptions): string {
  if (options.format === 'alertmanager') return `${yaml({ inhibit_rules: inhibitRules(groups, options.choices) })}\n`;
  const written: PromqlOptions = { keep: SCRAPE_LABELS, rename: (series) => renamed(series, options.namespace) };
  const recorded = recordings.map(({ record, of }) => ({ record, expr: promql(of, written) }));
  const alerting = groups.map(({ name, alerts }) => ({
    name: `ringscope-${name}`,
    rules: chooseAlerts(alerts, options.choices).map((one) => alertRule(one, written, options.runbookUrl)),
  }));
  const spec = { groups: [{ name: 'ringscope-recording', rules: recorded }, ...alerting].filter(({ rules }) => rules.length > 0) };
  return `${yaml(options.format === 'prometheus' ? spec : resource(spec))}\n`;
}

/** An alert explains only those of the same server. */
function inhibitRules(groups: readonly AlertGroup[], choices: AlertChoices): Yaml {
  const chosen = groups.flatMap(({ alerts }) => chooseAlerts(alerts, choices)).map(({ alert }) => alert);
  const names = new Set(chosen.map(({ name }) => name));
  return chosen.flatMap(({ name, inhibitedBy }) =>
    inhibitedBy
      .filter(({ alert }) => names.has(alert))
      .map(({ alert, equal }) => ({
        source_matchers: [`alertname="${alert}"`],
        target_matchers: [`alertname="${name}"`],
        equal: [...SCRAPE_LABELS, ...equal],
      })),
  );
}

function resource(spec: Yaml): Yaml {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'ringscope', labels: { prometheus: 'k8s', role: 'alert-rules' } },
    spec,
  };
}

function renamed(series: string, namespace: string): string {
  return series.replace(/^telephony_/, `${namespace}_`);
}

function alertRule({ alert, when }: ChosenAlert, written: PromqlOptions, runbookUrl: string): Yaml {
  return {
    alert: alert.name,
    expr: textOf(when, written),
    ...(alert.forSeconds > 0 ? { for: durationText(alert.forSeconds) } : {}),
    ...(alert.keepSeconds > 0 ? { keep_firing_for: durationText(alert.keepSeconds) } : {}),
    labels: { severity: alert.severity },
    annotations: {
      summary: template(alert.summary),
      description: template(alert.description),
      runbook_url: `${runbookUrl.replace(/\/+$/, '')}/${alert.name}`,
    },
  };
}

/** A number alone is always there. */
function textOf(when: Node, written: PromqlOptions): string {
  const text = promql(when, written);
  return when.kind === 'constant' ? `vector(${text})` : text;
}

const SHOWN: Readonly<Record<string, string>> = {
  '{value}': '{{ $value | humanize }}',
  '{value:count}': '{{ $value | printf "%.0f" }}',
  '{value:percent}': '{{ $value | humanizePercentage }}',
  '{value:duration}': '{{ $value | humanizeDuration }}',
};

/** The text with what Prometheus fills in. */
function template(text: string): string {
  return text.replaceAll(/\{[\w:]+\}/g, (place) => SHOWN[place] ?? `{{ $labels.${place.slice(1, -1)} }}`);
}
