import { promql, type PromqlOptions } from '../../expressions/index.ts';
import type { Place } from '../pack-grid.ts';
import type { Bounds, Panel, PanelKind } from '../panel.ts';
import { grafanaLink, isOfSeries, urlOf } from './grafana-links.ts';
import type { GrafanaField, GrafanaPanel, GrafanaTarget } from './grafana-types.ts';
import { SOURCE } from './grafana-variables.ts';
import { UNIT_NAME } from './unit-names.ts';

const TYPE: { readonly [K in PanelKind]: GrafanaPanel['type'] } = {
  lines: 'timeseries',
  stacked: 'timeseries',
  states: 'state-timeline',
  heat: 'heatmap',
  number: 'stat',
  bars: 'bargauge',
  table: 'table',
};

const LEGEND = { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] };
const NEWEST = { calcs: ['lastNotNull'], fields: '', values: false };

/** A panel as Grafana has it. */
export function grafanaPanel(panel: Panel, place: Place, id: number, options: PromqlOptions): GrafanaPanel {
  const { title, description, kind, links } = panel;
  return {
    id,
    type: TYPE[kind],
    title,
    description,
    datasource: SOURCE,
    gridPos: place,
    targets: panel.queries.map(({ expression, legend }, index) => target(kind, promql(expression, options), legend, index)),
    links: links.filter((link) => !isOfSeries(link)).map(grafanaLink),
    options: optionsOf(panel),
    transformations: kind === 'table' ? TABLE : [],
    fieldConfig: { defaults: fieldOf(panel), overrides: [] },
  };
}

/** What a table leaves out: the time of its values, and what names the series. */
const TABLE = [{ id: 'organize', options: { excludeByName: { Time: true, __name__: true } } }] as const;

function target(kind: PanelKind, expr: string, legend: string, index: number): GrafanaTarget {
  const isNewest = kind === 'table' || kind === 'bars';
  return {
    refId: refIdOf(index),
    datasource: SOURCE,
    expr,
    legendFormat: kind === 'heat' ? '{{le}}' : legend.replaceAll(/\{(\w+)\}/g, '{{$1}}'),
    format: kind === 'table' ? 'table' : kind === 'heat' ? 'heatmap' : 'time_series',
    range: !isNewest,
    instant: isNewest,
  };
}

function refIdOf(index: number): string {
  return String.fromCodePoint(65 + index);
}

function optionsOf({ kind, unit }: Panel): GrafanaPanel['options'] {
  switch (kind) {
    case 'lines':
    case 'stacked':
      return { legend: LEGEND, tooltip: { mode: 'multi', sort: 'desc' } };
    case 'states':
      return { legend: LEGEND, showValue: 'auto', mergeValues: true, tooltip: { mode: 'single' } };
    case 'heat':
      return {
        calculate: false,
        yAxis: { axisPlacement: 'left', unit: UNIT_NAME[unit] },
        color: { mode: 'scheme', scheme: 'Oranges', steps: 64 },
        cellGap: 1,
        tooltip: { mode: 'single', yHistogram: false },
      };
    case 'number':
      return { reduceOptions: NEWEST, colorMode: 'value', graphMode: 'area', textMode: 'auto' };
    case 'bars':
      return { reduceOptions: NEWEST, orientation: 'horizontal', displayMode: 'gradient' };
    case 'table':
      return { showHeader: true };
  }
}

function fieldOf({ kind, unit, links, bounds }: Panel): GrafanaField {
  return {
    unit: UNIT_NAME[unit],
    color: { mode: bounds === undefined || kind === 'lines' || kind === 'stacked' ? 'palette-classic' : 'thresholds' },
    custom: customOf(kind, bounds),
    links: links.filter(isOfSeries).map((link) => ({ title: link.title, url: urlOf(link), targetBlank: 'calls' in link })),
    mappings: kind === 'states' ? STATES : [],
    ...(bounds === undefined ? {} : { thresholds: { mode: 'absolute', steps: stepsOf(bounds) } }),
    ...(unit === 'ratio' ? { min: 0, ...(kind === 'bars' ? { max: 1 } : {}) } : {}),
    ...(unit === 'count' || unit === 'perSecond' ? { min: 0 } : {}),
  };
}

const STATES = [
  { type: 'value', options: { 0: { text: 'down', color: 'red', index: 0 }, 1: { text: 'up', color: 'green', index: 1 } } },
] as const;

function customOf(kind: PanelKind, bounds: Bounds | undefined): GrafanaField['custom'] {
  if (kind !== 'lines' && kind !== 'stacked') return {};
  const common = { drawStyle: 'line', lineWidth: 1, showPoints: 'never', spanNulls: false, fillOpacity: kind === 'stacked' ? 40 : 8 };
  return {
    ...common,
    ...(kind === 'stacked' ? { stacking: { mode: 'normal', group: 'A' } } : {}),
    ...(bounds === undefined ? {} : { thresholdsStyle: { mode: 'line' } }),
  };
}

function stepsOf({ warning, bad, isLow }: Bounds): readonly { readonly color: string; readonly value: number | null }[] {
  return isLow === true
    ? [
        { color: 'red', value: null },
        { color: 'orange', value: bad },
        { color: 'green', value: warning },
      ]
    : [
        { color: 'green', value: null },
        { color: 'orange', value: warning },
        { color: 'red', value: bad },
      ];
}
