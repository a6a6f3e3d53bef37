import { describe, expect, test } from 'vitest';
import { ALERTS, chooseAlerts } from '../../src/alerts/index.ts';
import { INCIDENT_KIND, planIncidents, type Incident, type IncidentKind } from '../../src/demo/index.ts';
import { evaluate, selections } from '../../src/expressions/index.ts';
import { recordingsFor } from '../alerts/judge-scene.ts';
import { playDemo, SAMPLE_SECONDS } from './play-demo.ts';

const MINUTE = 60;
const HOUR = 3600;
/** For how long the rules see what is over. */
const WINDOW = 10 * MINUTE;
/** Midnight, when the office has the fewest calls. */
const MIDNIGHT = 1_795_219_200;
/** The rate of `ringscope demo` where none is given. */
const CALLS_PER_HOUR = 300;

/** The alert that each incident is about, and a label of it that names the subject. */
const ALERT_OF: { readonly [K in IncidentKind]: readonly [alert: string, label?: string] } = {
  trunk_outage: ['TrunkFailing', 'trunk'],
  dead_carrier: ['TrunkFailing', 'trunk'],
  slow_language_model: ['VoiceAgentSlow'],
  modem_flap: ['ModemFlapping', 'modem'],
  register_storm: ['RegistrationStorm'],
};
const CHOSEN = chooseAlerts(ALERTS, { off: [], thresholds: [] }).filter(({ alert }) =>
  Object.values(ALERT_OF).some(([name]) => name === alert.name),
);
const RULES = CHOSEN.flatMap(({ when }) => recordingsFor(when));
const FAMILIES = new Set([...CHOSEN.map(({ when }) => when), ...RULES.map(({ of }) => of)].flatMap(selections).map(({ family }) => family));

/** When something is told of, since the beginning of the demo. */
interface Told {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: number;
}

/** What a server tells of a demo that begins at a time, as its own alerting looks at it. */
function toldOf(seed: number, from: number, incidents: readonly Incident[]): readonly Told[] {
  const told: Told[] = [];
  const since = new Map<string, number>();
  const to = Math.max(...incidents.map(({ begin }) => begin)) + 6 * MINUTE;
  playDemo({ seed, from, to, callsPerHour: CALLS_PER_HOUR, incidents }, { families: FAMILIES, rules: RULES }, (history, now) => {
    const before = new Map(since);
    since.clear();
    for (const { alert, when } of CHOSEN)
      for (const { labels } of evaluate(when, history, now)) {
        const key = `${alert.name}${JSON.stringify(labels)}`;
        const first = before.get(key) ?? now;
        since.set(key, first);
        if (now - first >= alert.forSeconds && now - SAMPLE_SECONDS - first < alert.forSeconds)
          told.push({ alert: alert.name, labels, at: now });
      }
  });
  return told;
}

describe.each([
  [1, MIDNIGHT],
  [3, MIDNIGHT + 10 * HOUR],
])('the demo with seed %i that begins at %i', (seed, from) => {
  const incidents = planIncidents(from, from + 70 * MINUTE).filter(({ begin, end }) => begin > from && end < from + 70 * MINUTE);
  const told = toldOf(seed, from, incidents);

  test('has each kind of incident within the first hour', () => {
    expect(incidents.map(({ kind }) => kind).toSorted()).toEqual([...INCIDENT_KIND].toSorted());
  });

  test.each(incidents)('tells of $name within five minutes of its beginning, and not before', ({ kind, subject, begin, end }) => {
    const [alert, label] = ALERT_OF[kind];
    const about = told.filter((one) => one.alert === alert && (label === undefined || one.labels[label] === subject));
    const first = about.find(({ at }) => begin <= at && at <= end);
    expect((first?.at ?? Infinity) - begin).toBeLessThanOrEqual(5 * MINUTE);
    expect(about.filter(({ at }) => at < begin || at > end + WINDOW)).toEqual([]);
  });
});
