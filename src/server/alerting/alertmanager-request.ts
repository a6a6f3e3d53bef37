import { createHash } from 'node:crypto';
import type { SeriesLabels } from '../../expressions/index.ts';
import { isoTime, jsonRequest, type RequestMaker } from './outgoing-request.ts';
import type { ToldAlert } from './told-alert.ts';

/** The time of Go that is none: an alert that fires has it as its end. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** What Alertmanager posts to a webhook, version 4. With a secret it is sent as a bearer token. */
export const alertmanagerRequest: RequestMaker = (told, secret) => {
  const content = {
    version: '4',
    groupKey: told.groupKey,
    truncatedAlerts: told.truncated,
    // As there: of the alerts that it tells, without those that are kept back.
    status: told.alerts.some(({ state }) => state === 'firing') ? 'firing' : 'resolved',
    receiver: told.receiver,
    groupLabels: told.groupLabels,
    commonLabels: common(told.alerts.map(({ labels }) => labels)),
    commonAnnotations: common(told.alerts.map(annotationsOf)),
    externalURL: '',
    alerts: told.alerts.map((alert) => ({
      status: alert.state,
      labels: alert.labels,
      annotations: annotationsOf(alert),
      startsAt: isoTime(alert.startsAt),
      endsAt: alert.endsAt === undefined ? NO_TIME : isoTime(alert.endsAt),
      generatorURL: alert.runbookUrl ?? '',
      fingerprint: createHash('sha256').update(alert.key).digest('hex').slice(0, 16),
    })),
  };
  return jsonRequest(content, secret === '' ? {} : { authorization: `Bearer ${secret}` });
};

function annotationsOf({ summary, description, runbookUrl }: ToldAlert): SeriesLabels {
  return { summary, description, ...(runbookUrl === undefined ? {} : { runbook_url: runbookUrl }) };
}

/** What all have alike. */
function common(all: readonly SeriesLabels[]): SeriesLabels {
  const [first = {}, ...others] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)));
}
