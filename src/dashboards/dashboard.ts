import type { PresetName } from '../presets/index.ts';
import type { Labels, MetricDef } from '../metrics/index.ts';
import type { Link, Panel } from './panel.ts';

/** Something that a reader of a dashboard chooses: values of a label, as a metric has them. */
export interface Choice {
  readonly label: string;
  readonly metric: string;
}

/** Panels that belong together, under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Everything about one subject. */
export interface Dashboard {
  /** Never changes: addresses of it stay right. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Beside the job and the instance. */
  readonly choices: readonly Choice[];
  readonly rows: readonly Row[];
  /** To the dashboards around it. */
  readonly links: readonly Link[];
  /** The metric whose scraped programs may be chosen. */
  readonly scraped: string;
  /** The preset whose metrics it shows. Absent: the canonical ones. */
  readonly preset?: PresetName;
}

interface Spec extends Pick<Dashboard, 'title' | 'description' | 'rows' | 'preset'> {
  readonly choices?: readonly Choice[];
  readonly links?: readonly Link[];
  readonly scraped: MetricDef;
}

/** Declares a dashboard. `scraped`: a metric that is always there when its subject is. */
export function dashboard(name: string, { scraped, choices = [], links = [], ...spec }: Spec): Dashboard {
  return { name, choices, links, scraped: scraped.name, ...spec };
}

/** Lets a reader choose values of a label. */
export function choice<const L extends Labels>(label: keyof L & string, metric: MetricDef<L>): Choice {
  return { label, metric: metric.name };
}
