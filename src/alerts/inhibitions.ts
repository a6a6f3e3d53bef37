import { seriesKey } from '../expressions/index.ts';
import type { Inhibition } from './alert.ts';
import { alertKey, type AlertSeries, type AlertStates } from './alert-states.ts';

/** The keys of the firing label sets that another firing alert explains, each with the names of those alerts. */
export function inhibited(
  states: AlertStates,
  inhibitionsOf: (alert: string) => readonly Inhibition[],
): ReadonlyMap<string, readonly string[]> {
  const firing = [...states.series].filter(([, { state }]) => state === 'firing');
  const sources = sourceKeys(
    firing.map(([, one]) => one),
    inhibitionsOf,
  );
  const found = new Map<string, readonly string[]>();
  for (const [key, one] of firing) {
    // An alert does not explain itself.
    const by = inhibitionsOf(one.alert)
      .filter(
        ({ alert, equal }) => alert !== one.alert && sources.get(sourceName({ alert, equal }))?.has(seriesKey(one.labels, equal)) === true,
      )
      .map(({ alert }) => alert);
    if (by.length > 0) found.set(key, [...new Set(by)]);
  }
  return found;
}

/** By inhibition the label values that its alert fires with. */
function sourceKeys(
  firing: readonly AlertSeries[],
  inhibitionsOf: (alert: string) => readonly Inhibition[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const sources = new Map<string, Set<string>>();
  for (const target of new Set(firing.map(({ alert }) => alert))) {
    for (const inhibition of inhibitionsOf(target)) {
      const name = sourceName(inhibition);
      if (sources.has(name)) continue;
      const own = firing.filter(({ alert }) => alert === inhibition.alert);
      sources.set(name, new Set(own.map(({ labels }) => seriesKey(labels, inhibition.equal))));
    }
  }
  return sources;
}

function sourceName({ alert, equal }: Inhibition): string {
  return alertKey(alert, Object.fromEntries(equal.map((label) => [label, '1'])));
}
