import { createHash } from 'node:crypto';
import type { Severity } from '../../alerts/index.ts';
import { isoTime, jsonRequest, type RequestMaker } from './outgoing-request.ts';
import type { ToldAlert } from './told-alert.ts';

/** Where events of version 2 are posted. */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/** More is refused there. */
const MOST_SUMMARY = 1024;
/** One event has at most 512 kB. */
const MOST_DETAILS = 50;

const SEVERITY: Readonly<Record<Severity, string>> = { critical: 'critical', warning: 'warning', info: 'info', none: 'info' };
const GRAVEST: readonly Severity[] = ['critical', 'warning', 'info', 'none'];

/** An event of PagerDuty's Events API v2: one incident for a group, which is resolved when nothing of it fires any more. The secret is the routing key. */
export const pagerdutyRequest: RequestMaker = ({ receiver, groupKey, groupLabels, status, alerts, truncated }, secret) => {
  const key = { routing_key: secret, dedup_key: createHash('sha256').update(`${receiver}\n${groupKey}`).digest('hex') };
  if (status === 'resolved') return jsonRequest({ ...key, event_action: 'resolve' });
  const firing = alerts.filter(({ state }) => state === 'firing');
  // All that fires is kept back: the incident stays as it is.
  if (firing.length === 0) return undefined;
  const severity = GRAVEST.find((one) => firing.some((alert) => alert.severity === one)) ?? 'info';
  const [first] = firing;
  return jsonRequest({
    ...key,
    event_action: 'trigger',
    client: 'ringscope',
    payload: {
      summary: summaryOf(firing, truncated),
      source: first?.labels['instance'] ?? 'ringscope',
      severity: SEVERITY[severity],
      ...(first === undefined ? {} : { timestamp: isoTime(first.startsAt) }),
      class: groupLabels['alertname'] ?? '',
      component: 'ringscope',
      custom_details: { alerts: firing.slice(0, MOST_DETAILS).map(({ summary }) => summary), firing: firing.length + truncated },
    },
    links: [...new Set(firing.flatMap(({ runbookUrl }) => runbookUrl ?? []))].slice(0, 5).map((href) => ({ href, text: 'Runbook' })),
  });
};

function summaryOf(firing: readonly ToldAlert[], truncated: number): string {
  const more = firing.length + truncated - 1;
  const text = `${firing[0]?.summary ?? 'ringscope'}${more > 0 ? ` and ${more} more` : ''}`;
  return text.length > MOST_SUMMARY ? `${text.slice(0, MOST_SUMMARY - 3)}...` : text;
}
