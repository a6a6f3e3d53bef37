import type { ConditionName, ConditionParameter } from '../core/index.ts';
import type { Expression, Node } from '../expressions/index.ts';

/** What a value of a panel is. Times are lengths, never moments. */
export const UNIT = [
  'count',
  'perSecond',
  'ratio',
  'percent',
  'seconds',
  'milliseconds',
  'bytes',
  'megabytes',
  'bytesPerSecond',
  'cores',
  'dBm',
  'dB',
  'score',
  'state',
] as const;
export type Unit = (typeof UNIT)[number];

/** How values are drawn: over time, the newest alone, or as rows of a table. `heat` shows how many values of a histogram fall into each bucket, over time. */
export const PANEL_KIND = ['lines', 'stacked', 'states', 'heat', 'number', 'bars', 'table'] as const;
export type PanelKind = (typeof PANEL_KIND)[number];

/** One question of a panel. */
export interface Query {
  readonly expression: Node;
  /** What its series are called: `{trunk}` stands for the value of a label. */
  readonly legend: string;
}

/** Where somebody goes who wants to know more: a dashboard, or calls of the time that is shown. `{trunk}` stands for the value of a label of what was chosen. */
export type Link =
  | { readonly title: string; readonly dashboard: string; readonly choose?: readonly string[] }
  | { readonly title: string; readonly calls: { readonly [Name in ConditionName as ConditionParameter<Name>]?: string } };

/** From which value on something is to be looked at, and from which it is bad. `isLow`: below them instead. */
export interface Bounds {
  readonly warning: number;
  readonly bad: number;
  readonly isLow?: true;
}

/** What is shown in one place. Its title is its name: no two of a dashboard share one. */
export interface Panel {
  readonly title: string;
  /** What it says and when it is empty, in one or two sentences. */
  readonly description: string;
  readonly unit: Unit;
  readonly kind: PanelKind;
  readonly queries: readonly Query[];
  /** In columns of 24. */
  readonly width: number;
  readonly height: number;
  readonly links: readonly Link[];
  readonly bounds?: Bounds;
}

interface Spec {
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  readonly width?: number;
  readonly height?: number;
  readonly links?: readonly Link[];
  readonly bounds?: Bounds;
}

const SIZE: { readonly [K in PanelKind]: readonly [width: number, height: number] } = {
  lines: [12, 8],
  stacked: [12, 8],
  states: [12, 8],
  heat: [12, 8],
  number: [4, 4],
  bars: [8, 8],
  table: [12, 8],
};

/** Declares a panel. */
export function panel(kind: PanelKind, title: string, spec: Spec): Panel {
  const [width, height] = SIZE[kind];
  return { title, kind, width, height, links: [], ...spec };
}

/** The names in braces of a text. */
type Placeholders<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** One question of a panel. A legend that names a label which the series have not does not compile. */
export function query<const S extends string, const L extends string = never>(
  legend: S & ([Placeholders<S>] extends [L] ? unknown : never),
  expression: Expression<L>,
): Query {
  return { legend, expression };
}
