import type { PromqlOptions } from '../../expressions/index.ts';
import type { Dashboard } from '../dashboard.ts';
import { packGrid } from '../pack-grid.ts';
import { ALL_DASHBOARDS, grafanaLink, TAG, uidOf } from './grafana-links.ts';
import { grafanaPanel } from './grafana-panel.ts';
import type { GrafanaDashboard, GrafanaPanel, GrafanaRow } from './grafana-types.ts';
import { chosenIn, variablesOf } from './grafana-variables.ts';

const SCHEMA_VERSION = 41;
const ROW_HEIGHT = 1;

/** What a server is called, and how it names its metrics. */
export interface GrafanaOptions {
  /** Where ringscope is reached by the readers of dashboards, without a slash at its end: links to calls lead there. */
  readonly url: string;
  /** The name of a series as it is scraped. */
  readonly rename?: (series: string) => string;
}

/** A dashboard as JSON of Grafana. */
export function grafanaDashboard(dashboard: Dashboard, { url, rename = (series) => series }: GrafanaOptions): GrafanaDashboard {
  return {
    uid: uidOf(dashboard.name),
    title: dashboard.title,
    description: dashboard.description,
    tags: [TAG, ...(dashboard.preset === undefined ? [] : [dashboard.preset])],
    editable: false,
    graphTooltip: 1,
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    links: [ALL_DASHBOARDS, ...dashboard.links.map(grafanaLink)],
    templating: { list: variablesOf(dashboard, url, rename) },
    annotations: { list: [] },
    panels: panelsOf(dashboard, {
      choose: chosenIn(dashboard),
      chartStep: '$__rate_interval',
      chartRange: '$__range',
      rename,
    }),
  };
}

function panelsOf({ rows }: Dashboard, options: PromqlOptions): readonly (GrafanaPanel | GrafanaRow)[] {
  let line = 0;
  return rows.flatMap(({ title, panels }): readonly (GrafanaPanel | GrafanaRow)[] => {
    const head: GrafanaRow = {
      id: idOf(`row ${title}`),
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y: line, w: 24, h: ROW_HEIGHT },
      panels: [],
    };
    const places = packGrid(panels, line + ROW_HEIGHT);
    line = Math.max(line + ROW_HEIGHT, ...places.map(({ y, h }) => y + h));
    return [head, ...panels.flatMap((panel, index) => placed(panel, places[index], options))];
  });
}

function placed(panel: Parameters<typeof grafanaPanel>[0], place: Parameters<typeof grafanaPanel>[1] | undefined, options: PromqlOptions) {
  return place === undefined ? [] : [grafanaPanel(panel, place, idOf(panel.title), options)];
}

const ID_PRIME = 16_777_619;
const ID_START = 2_166_136_261;

/** The same number for the same title, so that addresses of panels stay right when others come or go (FNV-1a, 31 bits). */
function idOf(title: string): number {
  let hash = ID_START;
  for (const letter of title) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), ID_PRIME);
  return (hash >>> 1) + 1;
}
