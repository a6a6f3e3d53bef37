/** What an alert is shown: series, and what it makes of them at a time. */
export interface Scene {
  /** Values by series, as promtool writes them: `0+5x10` is 0, 5, ... 50; `_` is none. */
  readonly series: Readonly<Record<string, string>>;
  /** Seconds between two values, and between two looks at the rules. Absent: 60. */
  readonly stepSeconds?: number;
  /** Seconds after the first value. */
  readonly at: number;
}

/** An alert that fires, and how it is told. */
export interface FiringScene extends Scene {
  /** Labels besides the severity. Absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The value as the texts have it, such as `80%`. Absent: they have none. */
  readonly value?: string;
}

/** Of each alert when it fires, and when it does not although one might think so: each with a sentence. */
export type AlertCases = Readonly<
  Record<string, { readonly fires: Readonly<Record<string, FiringScene>>; readonly quiet: Readonly<Record<string, Scene>> }>
>;

/** The name and the labels of a series. */
export function seriesOf(text: string): { readonly name: string; readonly labels: Readonly<Record<string, string>> } {
  const [, name = '', inside = ''] = /^([\w:]+)(?:\{(.*)\})?$/.exec(text) ?? [];
  if (name === '') throw new Error(`${text} is no series.`);
  return { name, labels: Object.fromEntries([...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value])) };
}

/** The values of a series, one for each step; none where there is none. */
export function valuesOf(text: string): readonly (number | undefined)[] {
  return text.split(/\s+/).flatMap((part): readonly (number | undefined)[] => {
    const [, nothing, none] = /^(_)(?:x(\d+))?$/.exec(part) ?? [];
    if (nothing !== undefined) return Array.from({ length: Number(none ?? 1) }, () => undefined);
    const [, start, sign = '', change, times] = /^(-?[\d.]+)(?:(?:([+-])([\d.]+))?x(\d+))?$/.exec(part) ?? [];
    if (start === undefined) throw new Error(`${part} is no value.`);
    const step = Number(`${sign}${change ?? 0}`);
    return Array.from({ length: Number(times ?? 0) + 1 }, (_, index) => Number(start) + index * step);
  });
}
