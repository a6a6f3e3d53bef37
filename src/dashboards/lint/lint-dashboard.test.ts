import { expect, test } from 'vitest';
import { DASHBOARDS } from '../index.ts';
import { grafanaDashboard } from '../grafana/grafana-dashboard.ts';
import type { GrafanaDashboard, GrafanaPanel } from '../grafana/grafana-types.ts';
import { LINT_RULES, lintDashboard } from './lint-dashboard.ts';
import { selectorsOf } from './selectors-of.ts';

const [board] = DASHBOARDS;
if (board === undefined) throw new Error('There is no dashboard.');
const GOOD = grafanaDashboard(board, { url: '' });
const GOOD_PANEL = GOOD.panels.find((one): one is GrafanaPanel => one.type !== 'row');
if (GOOD_PANEL === undefined) throw new Error('There is no panel.');
const PANEL = GOOD_PANEL;

function withPanel(change: Partial<GrafanaPanel>): GrafanaDashboard {
  return { ...GOOD, panels: [{ ...PANEL, ...change }] };
}

function asking(expr: string): GrafanaDashboard {
  return withPanel({ targets: PANEL.targets.map((one) => ({ ...one, expr })) });
}

function withVariables(change: (one: GrafanaDashboard['templating']['list'][number]) => object): GrafanaDashboard {
  return { ...GOOD, templating: { list: GOOD.templating.list.map((one) => ({ ...one, ...change(one) })) } };
}

const CHOSEN = 'job=~"$job", instance=~"$instance"';

const BROKEN: Readonly<Record<string, GrafanaDashboard>> = {
  'template-datasource-rule': { ...GOOD, templating: { list: GOOD.templating.list.filter(({ type }) => type !== 'datasource') } },
  'template-job-rule': { ...GOOD, templating: { list: GOOD.templating.list.filter(({ name }) => name !== 'job') } },
  'template-instance-rule': withVariables(({ name }) => (name === 'instance' ? { multi: false } : {})),
  'template-label-promql-rule': withVariables(({ name }) => (name === 'trunk' ? { query: 'metrics(x)' } : {})),
  'template-on-time-change-reload-rule': withVariables(({ name }) => (name === 'job' ? { refresh: 1 } : {})),
  'uneditable-dashboard-rule': { ...GOOD, editable: true },
  'unique-ids-rule': { ...GOOD, panels: [PANEL, { ...PANEL, gridPos: { x: 0, y: 90, w: 1, h: 1 } }] },
  'grid-rule': { ...GOOD, panels: [PANEL, { ...PANEL, id: 1, gridPos: { ...PANEL.gridPos, w: 30 } }] },
  'panel-datasource-rule': withPanel({ datasource: { type: 'prometheus', uid: 'mine' } }),
  'panel-title-description-rule': withPanel({ description: '' }),
  'panel-units-rule': withPanel({ fieldConfig: { ...PANEL.fieldConfig, defaults: { ...PANEL.fieldConfig.defaults, unit: '' } } }),
  'panel-no-targets-rule': withPanel({ targets: [] }),
  'target-promql-rule': asking(`sum(rate(a_total{${CHOSEN}}[$__rate_interval])`),
  'target-rate-interval-rule': asking(`sum(rate(a_total{${CHOSEN}}[5m]))`),
  'target-job-rule': asking('sum(a{instance=~"$instance"})'),
  'target-instance-rule': asking('sum(a{job=~"$job"}) / b'),
  'target-counter-agg-rule': asking(`sum(a_total{${CHOSEN}})`),
};

test('each rule has a dashboard that breaks it', () => {
  expect(Object.keys(BROKEN).toSorted()).toEqual(LINT_RULES.toSorted());
});

test.each(Object.entries(BROKEN))('%s finds what breaks it', (rule, dashboard) => {
  expect(lintDashboard(GOOD)).toEqual([]);
  expect(lintDashboard(dashboard).map((one) => one.rule)).toContain(rule);
});

test('selections are found wherever they are in a query', () => {
  const query = 'sum by (le) (rate(a_bucket{x="}[", y=~"$y"}[$__rate_interval] offset 1w)) / on (b) group_left () c or time() - d{} > 5';
  expect(selectorsOf(query)).toEqual([
    { metric: 'a_bucket', matchers: 'x="}[", y=~"$y"', range: '$__rate_interval', calledBy: 'rate' },
    { metric: 'c', matchers: '' },
    { metric: 'd', matchers: '' },
  ]);
});
