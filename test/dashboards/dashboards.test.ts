import { expect, test } from 'vitest';
import { CONDITION_NAMES, parameterOf } from '../../src/core/index.ts';
import { DASHBOARDS, grafanaDashboard, LINT_RULES, lintDashboard, type GrafanaDashboard } from '../../src/dashboards/index.ts';
import { PRESET } from '../../src/presets/index.ts';

const WRITTEN = DASHBOARDS.map((one) => grafanaDashboard(one, { url: 'http://127.0.0.1:7464' }));
const PANELS = DASHBOARDS.flatMap(({ name, rows }) => rows.flatMap(({ panels }) => panels.map((panel) => ({ dashboard: name, ...panel }))));

test('there is a dashboard of every subject and of every preset', () => {
  expect(DASHBOARDS.map(({ name }) => name)).toEqual([
    'overview',
    'sip',
    'trunks',
    'registrations',
    'calls',
    'media',
    'voice-agents',
    'sms',
    'cards',
    'queues',
    'ringscope',
    ...PRESET.map((name) => `preset-${name}`),
  ]);
  expect(PANELS.length).toBeGreaterThanOrEqual(100);
});

test('the lint finds nothing', () => {
  expect(LINT_RULES).toHaveLength(17);
  expect(WRITTEN.flatMap(lintDashboard)).toEqual([]);
});

test('no two dashboards share an address, and no two panels of one a title', () => {
  expect(new Set(WRITTEN.map(({ uid }) => uid)).size).toBe(WRITTEN.length);
  expect(Math.max(...WRITTEN.map(({ uid }) => uid.length))).toBeLessThanOrEqual(40);
  const titles = PANELS.map(({ dashboard, title }) => `${dashboard}, ${title}`);
  expect(new Set(titles).size).toBe(titles.length);
});

test('the id of a panel stays when another one is put before it', () => {
  const [board] = DASHBOARDS;
  const [row, ...others] = board?.rows ?? [];
  if (board === undefined || row === undefined) throw new Error('There is no dashboard.');
  const [first] = row.panels;
  if (first === undefined) throw new Error('There is no panel.');
  const longer = { ...board, rows: [{ ...row, panels: [{ ...first, title: 'Another one' }, ...row.panels] }, ...others] };
  const ids = (one: GrafanaDashboard) => new Map(one.panels.map(({ title, id }) => [title, id]));
  const [before, after] = [board, longer].map((one) => ids(grafanaDashboard(one, { url: '' })));
  for (const [title, id] of before ?? []) expect(after?.get(title)).toBe(id);
});

test('every panel says what it shows, in sentences', () => {
  const poor = PANELS.filter(({ description }) => !/^[A-Z\d].{10,}\.$/s.test(description)).map(({ title }) => title);
  expect(poor).toEqual([]);
});

test('every link leads to a dashboard that there is, or asks for calls by a condition that there is, of a label that its series have', () => {
  const names = DASHBOARDS.map(({ name }) => name);
  for (const { dashboard, title, links, queries } of PANELS)
    for (const link of links) {
      const where = `${dashboard}, ${title}`;
      if ('dashboard' in link) expect(names, where).toContain(link.dashboard);
      else expect(CONDITION_NAMES.map(parameterOf), where).toEqual(expect.arrayContaining(Object.keys(link.calls)));
      const labels =
        'calls' in link ? Object.values(link.calls).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, one]) => one)) : link.choose;
      const kept = queries.flatMap(({ expression }) => (expression.kind === 'aggregated' ? expression.by : undefined) ?? []);
      const legends = queries.flatMap(({ legend }) => [...legend.matchAll(/\{(\w+)\}/g)].map(([, one]) => one));
      for (const label of labels ?? []) expect([...kept, ...legends], where).toContain(label);
    }
});

test('the overview leads to every other dashboard of a subject', () => {
  const [overview] = DASHBOARDS;
  const led = new Set(
    overview?.rows.flatMap(({ panels }) =>
      panels.flatMap(({ links }) => links.flatMap((link) => ('dashboard' in link ? [link.dashboard] : []))),
    ),
  );
  const subjects = DASHBOARDS.filter(({ name, preset }) => preset === undefined && name !== 'overview').map(({ name }) => name);
  expect([...led].toSorted()).toEqual(subjects.toSorted());
});

test('links carry the time and what was chosen', () => {
  const [overview] = WRITTEN;
  const bars = overview?.panels.find(({ title }) => title === 'Failed part of the attempts to trunks');
  if (bars === undefined || bars.type === 'row') throw new Error('The panel is gone.');
  expect(bars.fieldConfig.defaults.links.map(({ url }) => url)).toEqual([
    '/d/ringscope-trunks?${__url_time_range}&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&var-trunk=${__field.labels.trunk}',
    '${ringscope}/calls?hopTrunk=${__field.labels.trunk}&failed=true&since=${__from:date:seconds}&until=${__to:date:seconds}',
  ]);
});

test('a panel as a value knows nothing of Grafana', () => {
  expect(JSON.stringify(DASHBOARDS)).not.toMatch(/grafana|\$__|\$job|timeseries|gridPos/i);
});

test('the lines of RFC 6076 have those of last week beside them', () => {
  const sip = WRITTEN.find(({ uid }) => uid === 'ringscope-sip');
  for (const name of ['Session establishment ratio', 'Ineffective session attempts', 'Network effectiveness ratio']) {
    const panel = sip?.panels.find(({ title }) => title === name);
    if (panel === undefined || panel.type === 'row') throw new Error(`${name} is gone.`);
    expect(panel.targets.map(({ expr }) => expr.includes('offset 1w'))).toEqual([false, true]);
  }
});
