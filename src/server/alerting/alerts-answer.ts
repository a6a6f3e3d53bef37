import type { Alert, AlertSeries, AlertStates, Severity } from '../../alerts/index.ts';
import { ALERT_GROUPS, filledText } from '../../alerts/index.ts';
import type { SeriesLabels } from '../../expressions/index.ts';
import { runbookOf, type AlertOrigin } from './alert-texts.ts';
import type { ReceiverState } from './receiver-list.ts';

/** Which firing label sets are not told: by their keys the alerts that explain them, and the silences. */
export interface KeptBack {
  readonly inhibited: ReadonlyMap<string, readonly string[]>;
  readonly silenced: ReadonlyMap<string, readonly string[]>;
}

/** One label set of an alert as it is shown. */
export interface ShownAlert {
  readonly alert: string;
  /** What it is about, as the reference groups alerts. */
  readonly subject: string;
  readonly severity: Severity;
  readonly state: AlertSeries['state'];
  /** Since when it is in this state, Unix seconds. */
  readonly since: number;
  /** Since when its expression has it. */
  readonly activeAt: number;
  /** Absent when it is no number. */
  readonly value?: number;
  readonly labels: SeriesLabels;
  readonly summary: string;
  readonly description: string;
  readonly runbookUrl: string;
  /** The ids of the silences, and the names of the alerts, that keep it back. */
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

/** How all alerts are. */
export interface AlertsAnswer {
  /** When they were looked at last. Absent before the first time. */
  readonly at?: number;
  /** Those that are pending, fire, or were resolved within a quarter of an hour; firing ones first, the gravest first. */
  readonly alerts: readonly ShownAlert[];
  /** How many there are of each state, those that are left out here included. */
  readonly counts: { readonly pending: number; readonly firing: number; readonly resolved: number };
  readonly receivers: readonly ReceiverState[];
}

interface Known {
  readonly alertOf: (name: string) => Alert | undefined;
  readonly origin: AlertOrigin;
  readonly receivers: readonly ReceiverState[];
}

/** More are no list that anybody reads. */
const MOST_SHOWN = 1000;
const SUBJECTS = new Map(ALERT_GROUPS.flatMap(({ name, alerts }) => alerts.map((alert) => [alert.name, name] as const)));
const STATES = ['firing', 'pending', 'resolved'] as const;
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info', 'none'];

/** The answer from the states of a moment. */
export function alertsAnswer({ at, series }: AlertStates, keptBack: KeptBack, known: Known): AlertsAnswer {
  const counts = { pending: 0, firing: 0, resolved: 0 };
  for (const { state } of series.values()) counts[state] += 1;
  const ranked = [...series]
    .flatMap(([key, one]) => {
      const alert = known.alertOf(one.alert);
      return alert === undefined ? [] : [{ key, one, alert, rank: STATES.indexOf(one.state) * 10 + SEVERITIES.indexOf(alert.severity) }];
    })
    .toSorted((left, right) => left.rank - right.rank || left.one.since - right.one.since);
  const alerts = ranked.slice(0, MOST_SHOWN).map(({ key, one, alert }) => shownAlert(key, one, alert, keptBack, known.origin));
  return { alerts, counts, receivers: known.receivers, ...(at === undefined ? {} : { at }) };
}

function shownAlert(key: string, one: AlertSeries, alert: Alert, { silenced, inhibited }: KeptBack, origin: AlertOrigin): ShownAlert {
  const { labels, value, state, since, activeAt } = one;
  return {
    alert: alert.name,
    subject: SUBJECTS.get(alert.name) ?? '',
    severity: alert.severity,
    state,
    since,
    activeAt,
    ...(Number.isFinite(value) ? { value } : {}),
    labels,
    summary: filledText(alert.summary, labels, value),
    description: filledText(alert.description, labels, value),
    runbookUrl: runbookOf(alert.name, origin),
    silencedBy: silenced.get(key) ?? [],
    inhibitedBy: inhibited.get(key) ?? [],
  };
}
