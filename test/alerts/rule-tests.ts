import { ALERT_GROUPS, renderRules, type Alert } from '../../src/alerts/index.ts';
import { recordingsFor } from './judge-scene.ts';
import { seriesOf, type AlertCases, type FiringScene, type Scene } from './scene.ts';

/** Labels that every scrape of a server has. */
const SCRAPE = { job: 'ringscope', instance: 'one' };
/** What is there when nothing is has no labels. */
const HAVE_NO_SCRAPE = new Set(['Watchdog', 'RingscopeMissing']);
const RUNBOOKS = 'https://watch.example.com/runbooks';

/** A file of rules and the files of their tests, for promtool. */
export interface RuleTests {
  readonly name: string;
  readonly rules: string;
  readonly tests: readonly string[];
}

/** The cases of one alert as unit tests for promtool (JSON is YAML), a file for each step, and the rules that the alert needs. */
export function ruleTests(name: string, { fires, quiet }: AlertCases[string], rulesPath: string): RuleTests {
  const alert = ALERT_GROUPS.flatMap(({ alerts }) => alerts).find((one) => one.name === name);
  if (alert === undefined) throw new Error(`There is no alert ${name}.`);
  const scenes = [
    ...Object.entries(fires).map(([what, scene]) => ({ what, scene, alerts: [expected(alert, scene)] })),
    ...Object.entries(quiet).map(([what, scene]) => ({ what, scene, alerts: [] })),
  ];
  const steps = [...new Set(scenes.map(({ scene }) => stepOf(scene)))];
  const rules = renderRules([{ name: 'one', alerts: [alert] }], recordingsFor(alert.when({})), {
    format: 'prometheus',
    choices: { off: [], thresholds: [] },
    runbookUrl: RUNBOOKS,
    namespace: 'telephony',
  });
  return {
    name,
    rules,
    tests: steps.map((step) =>
      JSON.stringify({
        rule_files: [rulesPath],
        evaluation_interval: `${step}s`,
        // Otherwise what is recorded and what is judged by it come in any order.
        group_eval_order: [...rules.matchAll(/^ *- name: (.*)$/gm)].map(([, group = '']) => group),
        tests: scenes.filter(({ scene }) => stepOf(scene) === step).map(({ what, scene, alerts }) => testOf(alert, what, scene, alerts)),
      }),
    ),
  };
}

function stepOf({ stepSeconds = 60 }: Scene): number {
  return stepSeconds;
}

function testOf({ name }: Alert, what: string, scene: Scene, alerts: readonly unknown[]): unknown {
  return {
    name: `${name}: ${what}`,
    interval: `${stepOf(scene)}s`,
    input_series: Object.entries(scene.series).map(([text, values]) => ({ series: withScrape(text), values })),
    alert_rule_test: [{ eval_time: `${scene.at}s`, alertname: name, exp_alerts: alerts }],
  };
}

function withScrape(text: string): string {
  const { name, labels } = seriesOf(text);
  const all = Object.entries({ ...SCRAPE, ...labels }).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${all.join(',')}}`;
}

function expected({ name, severity, summary, description }: Alert, { labels = {}, value = '' }: FiringScene): unknown {
  const filled = (text: string): string =>
    text.replaceAll(/\{(\w+)(?::\w+)?\}/g, (_, place: string) => (place === 'value' ? value : (labels[place] ?? '')));
  return {
    exp_labels: { ...(HAVE_NO_SCRAPE.has(name) ? {} : SCRAPE), severity, ...labels },
    exp_annotations: { summary: filled(summary), description: filled(description), runbook_url: `${RUNBOOKS}/${name}` },
  };
}
