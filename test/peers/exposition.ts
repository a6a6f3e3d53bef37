/** The value of every series, by its name and its labels in alphabetical order. */
export type Samples = ReadonlyMap<string, { readonly name: string; readonly labels: ReadonlyMap<string, string>; readonly value: number }>;

/** Reads the samples of a text exposition. */
export function parseExposition(text: string): Samples {
  const samples = new Map<string, { name: string; labels: Map<string, string>; value: number }>();
  for (const line of text.split('\n')) {
    const { name, inside, value } = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<inside>.*)\})? (?<value>\S+)/.exec(line)?.groups ?? {};
    if (name === undefined) continue;
    const pairs = [...(inside ?? '').matchAll(/(?<label>\w+)="(?<text>(?:[^"\\]|\\.)*)"/g)];
    const labels = new Map(pairs.map(({ groups }) => [groups?.['label'] ?? '', groups?.['text'] ?? '']));
    samples.set(`${name}{${inside ?? ''}}`, { name, labels, value: Number(value) });
  }
  return samples;
}

/**
 * How much the series of one metric moved between two scrapes, summed by the values of these labels, which are joined by blanks.
 * What did not move is absent, so that comparing it also tells what else moved.
 */
export function moved(before: Samples, after: Samples, metric: string, ...by: readonly string[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [key, { name, labels, value }] of after) {
    const change = value - (before.get(key)?.value ?? 0);
    if (name !== metric || change === 0) continue;
    const group = by.map((label) => labels.get(label) ?? '').join(' ');
    sums[group] = (sums[group] ?? 0) + change;
  }
  return sums;
}
