/** A dashboard as Grafana stores it: what of its schema is used here. */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly graphTooltip: 1;
  readonly schemaVersion: number;
  readonly version: number;
  readonly timezone: 'browser';
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly links: readonly GrafanaLink[];
  readonly templating: { readonly list: readonly GrafanaVariable[] };
  readonly annotations: { readonly list: readonly never[] };
  readonly panels: readonly (GrafanaPanel | GrafanaRow)[];
}

export interface GrafanaSource {
  readonly type: 'prometheus';
  readonly uid: string;
}

export interface GrafanaLink {
  readonly type: 'link' | 'dashboards';
  readonly title: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly tags: readonly string[];
  readonly asDropdown: boolean;
  readonly includeVars: boolean;
  readonly keepTime: boolean;
  readonly targetBlank: boolean;
  readonly url?: string;
}

export interface GrafanaVariable {
  readonly name: string;
  readonly label: string;
  readonly type: 'datasource' | 'query' | 'constant';
  readonly query: string;
  readonly hide: 0 | 2;
  readonly datasource?: GrafanaSource;
  readonly refresh?: 1 | 2;
  readonly sort?: 1;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly current?: { readonly text: string | readonly string[]; readonly value: string | readonly string[] };
}

export interface GrafanaPlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface GrafanaRow {
  readonly id: number;
  readonly type: 'row';
  readonly title: string;
  readonly collapsed: boolean;
  readonly gridPos: GrafanaPlace;
  readonly panels: readonly never[];
}

export interface GrafanaTarget {
  readonly refId: string;
  readonly datasource: GrafanaSource;
  readonly expr: string;
  readonly legendFormat: string;
  readonly format: 'time_series' | 'heatmap' | 'table';
  readonly range: boolean;
  readonly instant: boolean;
}

export interface GrafanaPanel {
  readonly id: number;
  readonly type: 'timeseries' | 'state-timeline' | 'heatmap' | 'stat' | 'bargauge' | 'table';
  readonly title: string;
  readonly description: string;
  readonly datasource: GrafanaSource;
  readonly gridPos: GrafanaPlace;
  readonly targets: readonly GrafanaTarget[];
  readonly links: readonly GrafanaLink[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly transformations: readonly { readonly id: string; readonly options: unknown }[];
  readonly fieldConfig: {
    readonly defaults: GrafanaField;
    readonly overrides: readonly never[];
  };
}

export interface GrafanaField {
  readonly unit: string;
  readonly color: { readonly mode: 'palette-classic' | 'thresholds' };
  readonly custom: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly title: string; readonly url: string; readonly targetBlank: boolean }[];
  readonly mappings: readonly {
    readonly type: 'value';
    readonly options: Readonly<Record<string, { readonly text: string; readonly color: string; readonly index: number }>>;
  }[];
  readonly thresholds?: { readonly mode: 'absolute'; readonly steps: readonly { readonly color: string; readonly value: number | null }[] };
  readonly min?: number;
  readonly max?: number;
  readonly noValue?: string;
}
