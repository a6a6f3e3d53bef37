import type { GrafanaDashboard, GrafanaPanel, GrafanaVariable } from '../grafana/grafana-types.ts';
import { UNIT_NAME } from '../grafana/unit-names.ts';
import { COLUMNS } from '../pack-grid.ts';

/** Rules for a whole dashboard: those of grafana/dashboard-linter, and that panels neither overlap nor share an id. */
export const DASHBOARD_RULES: Readonly<Record<string, (dashboard: GrafanaDashboard) => readonly string[]>> = {
  'template-datasource-rule': ({ templating }) => {
    const [source] = templating.list.filter(({ type }) => type === 'datasource');
    if (source === undefined) return ['has no variable for the data source'];
    return source.name === 'datasource' && source.label === 'Data source' ? [] : ['calls the variable of the data source otherwise'];
  },
  'template-job-rule': (dashboard) => chosenBy(dashboard, 'job'),
  'template-instance-rule': (dashboard) => chosenBy(dashboard, 'instance'),
  'template-label-promql-rule': ({ templating }) =>
    templating.list
      .filter(({ type, query }) => type === 'query' && !/^label_values\([a-z_:]\w*(?:\{[^{}]+\})?, \w+\)$/.test(query))
      .map(({ name }) => `asks for the values of ${name} by what is no label_values(metric, label)`),
  'template-on-time-change-reload-rule': ({ templating }) =>
    templating.list
      .filter(({ type, refresh }) => type === 'query' && refresh !== 2)
      .map(({ name }) => `does not ask for the values of ${name} again when the time changes`),
  'uneditable-dashboard-rule': ({ editable }) => (editable ? ['may be edited'] : []),
  'unique-ids-rule': ({ panels }) => doubled(panels.map(({ id }) => String(id))).map((id) => `has two panels with the id ${id}`),
  'grid-rule': ({ panels }) => badPlaces(panels),
};

/** Rules for a panel. */
export const PANEL_RULES: Readonly<Record<string, (panel: GrafanaPanel) => readonly string[]>> = {
  'panel-datasource-rule': ({ datasource, targets }) =>
    [datasource, ...targets.map((one) => one.datasource)].every(({ uid }) => uid === '${datasource}') ? [] : ['names a data source'],
  'panel-title-description-rule': ({ title, description }) =>
    title === '' || description === '' ? ['has no title or no description'] : [],
  'panel-units-rule': ({ fieldConfig }) =>
    Object.values(UNIT_NAME).includes(fieldConfig.defaults.unit) ? [] : [`has the unit ${fieldConfig.defaults.unit}`],
  'panel-no-targets-rule': ({ targets }) => (targets.length === 0 ? ['asks for nothing'] : []),
};

function chosenBy({ templating }: GrafanaDashboard, name: string): readonly string[] {
  const found = templating.list.find((one) => one.name === name);
  if (found === undefined) return [`has no variable ${name}`];
  return isChoice(found, name) ? [] : [`has a variable ${name} that is no choice of several, or is called otherwise`];
}

function isChoice({ type, label, multi, allValue, datasource }: GrafanaVariable, name: string): boolean {
  const isNamed = label.toLowerCase() === name && label !== name;
  return type === 'query' && isNamed && multi === true && allValue === '.+' && datasource?.uid === '${datasource}';
}

function doubled(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

function badPlaces(panels: GrafanaDashboard['panels']): readonly string[] {
  const wide = panels.filter(({ gridPos: { x, w } }) => x + w > COLUMNS).map(({ title }) => `has ${title} beyond its edge`);
  const over = panels.flatMap((one, index) =>
    panels
      .slice(index + 1)
      .filter((other) => isOver(one.gridPos, other.gridPos))
      .map((other) => `has ${one.title} over ${other.title}`),
  );
  return [...wide, ...over];
}

type Place = GrafanaPanel['gridPos'];

function isOver(one: Place, other: Place): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}
