import { RECORDING_RULES, type ChosenAlert, type RecordingRule } from '../../src/alerts/index.ts';
import { evaluate, selections, type Node, type Sample } from '../../src/expressions/index.ts';
import { KeptSeries } from './kept-series.ts';
import { seriesOf, valuesOf, type Scene } from './scene.ts';

/** What an alert says of a scene: the series that have been there for as long as it asks for. */
export function judgeScene({ alert, when }: ChosenAlert, { series, stepSeconds = 60, at }: Scene): readonly Sample[] {
  const history = new KeptSeries(stepSeconds);
  const given = Object.entries(series).map(([text, values]) => ({ ...seriesOf(text), values: valuesOf(values) }));
  const rules = recordingsFor(when);
  const since = new Map<string, number>();
  let found: readonly Sample[] = [];
  for (let now = 0; now <= at; now += stepSeconds) {
    for (const { name, labels, values } of given) {
      const value = values[now / stepSeconds];
      if (value !== undefined) history.add(name, labels, now, value);
    }
    history.record(rules, now);
    found = evaluate(when, history, now);
    const keys = new Set(found.map(({ labels }) => JSON.stringify(labels)));
    for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
    for (const key of keys) if (!since.has(key)) since.set(key, now);
  }
  return found.filter(({ labels }) => at - (since.get(JSON.stringify(labels)) ?? at) >= alert.forSeconds);
}

/** The recording rules that an expression reads, and those that these read, in the order of the file. */
export function recordingsFor(when: Node): readonly RecordingRule[] {
  const wanted = new Set(selections(when).map(({ family }) => family));
  for (const { record, of } of RECORDING_RULES.toReversed())
    if (wanted.has(record)) for (const { family } of selections(of)) wanted.add(family);
  return RECORDING_RULES.filter(({ record }) => wanted.has(record));
}
