import type { AlertStates, Severity } from '../../alerts/index.ts';
import { ALERT_SEVERITY, labelText, type Finding, type TelephonyEvent } from '../../core/index.ts';
import type { ReceiverList } from './receiver-list.ts';

/** What alerting tells main, for metrics and health. */
export interface AlertingReport {
  /** How many label sets fire, by severity. */
  readonly firing: Readonly<Record<Severity, number>>;
  readonly pending: number;
  /** What was sent to each receiver, and what was not, since the last time. */
  readonly notifications: readonly { readonly receiver: string; readonly sent: number; readonly failed: number }[];
  /** Names of alerts that fire and are critical or warnings, the gravest first; at most a few. */
  readonly names: readonly string[];
  /** Receivers that cannot be told at the moment. */
  readonly unreachable: readonly string[];
  /** What is wrong with what is kept over a restart, in sentences. */
  readonly problems: readonly string[];
}

const MOST_NAMES = 5;

/** Makes the report; the counts begin anew with it. */
export function alertingReport(
  { series }: AlertStates,
  severityOf: (alert: string) => Severity,
  receivers: ReceiverList,
  problems: readonly string[],
): AlertingReport {
  const firing = { critical: 0, warning: 0, info: 0, none: 0 };
  const names = { critical: new Set<string>(), warning: new Set<string>() };
  let pending = 0;
  for (const { alert, state } of series.values()) {
    if (state === 'pending') pending += 1;
    if (state !== 'firing') continue;
    const severity = severityOf(alert);
    firing[severity] += 1;
    if (severity === 'critical' || severity === 'warning') names[severity].add(alert);
  }
  return {
    firing,
    pending,
    notifications: [...receivers.takeCounts()].map(([receiver, { sent, failed }]) => ({ receiver, sent, failed })),
    names: [...names.critical, ...names.warning].slice(0, MOST_NAMES),
    unreachable: receivers.states().flatMap(({ name, problem }) => (problem === undefined ? [] : [name])),
    problems,
  };
}

/** The report as events, of which metrics are made. */
export function alertingEvents({ firing, notifications }: AlertingReport, at: number): readonly TelephonyEvent[] {
  return [
    ...ALERT_SEVERITY.map((severity) => ({ type: 'alerting.state', at, severity, firing: firing[severity] }) as const),
    ...notifications.map(
      ({ receiver, ...counts }) => ({ type: 'alerting.notified', at, receiver: labelText(receiver), ...counts }) as const,
    ),
  ];
}

/** What health says: alerts are about telephony and change nothing about the health of the server; a receiver that cannot be told does, and so does what cannot be kept. */
export function alertsFinding({ firing, names, unreachable, problems }: AlertingReport): Finding {
  const count = firing.critical + firing.warning;
  const fires = count === 0 ? 'No alert fires.' : `${count} ${count === 1 ? 'alert fires' : 'alerts fire'}: ${names.join(', ')}.`;
  const untold = unreachable.length === 0 ? [] : [`Cannot be told of alerts: ${unreachable.join(', ')}; the log says why.`];
  const severity = untold.length + problems.length === 0 ? 'ok' : 'degraded';
  return { name: 'alerts', severity, reason: [fires, ...untold, ...problems].join(' ') };
}
