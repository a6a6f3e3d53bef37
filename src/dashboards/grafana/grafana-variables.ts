import type { PromqlOptions } from '../../expressions/index.ts';
import type { Dashboard } from '../dashboard.ts';
import type { GrafanaSource, GrafanaVariable } from './grafana-types.ts';

/** The data source that a reader chooses. */
export const SOURCE: GrafanaSource = { type: 'prometheus', uid: '${datasource}' };

const ALL = { text: ['All'], value: ['$__all'] };

/** What a reader of a dashboard chooses: the data source, jobs, instances and what the dashboard has beside. `url`: where its links to calls lead. */
export function variablesOf({ scraped, choices }: Dashboard, url: string, named: (series: string) => string): readonly GrafanaVariable[] {
  const metric = named(scraped);
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', hide: 0, refresh: 1 },
    queried('job', `label_values(${metric}, job)`),
    queried('instance', `label_values(${metric}{job=~"$job"}, instance)`),
    ...choices.map(({ label, metric: of }) => queried(label, `label_values(${named(of)}{job=~"$job", instance=~"$instance"}, ${label})`)),
    { name: 'ringscope', label: 'Ringscope', type: 'constant', query: url, hide: 2, current: { text: url, value: url } },
  ];
}

/** How the queries of a dashboard say what was chosen. */
export function chosenIn({ choices }: Dashboard): NonNullable<PromqlOptions['choose']> {
  return [
    ...['job', 'instance'].map((label) => ({ text: `${label}=~"$${label}"` })),
    ...choices.map(({ label }) => ({ label, text: `${label}=~"$${label}"` })),
  ];
}

function queried(name: string, query: string): GrafanaVariable {
  const label = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    name,
    label,
    type: 'query',
    query,
    hide: 0,
    datasource: SOURCE,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.+',
    current: ALL,
  };
}
