import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

/** How much an alert matters. */
export const ALERT_SEVERITY = ['critical', 'warning', 'info', 'none'] as const;

export const alertingNotified = ownEvent(
  'alerting.notified',
  'Receivers were told of alerts, or could not be, told about every ten seconds.',
  {
    receiver: field.label(),
    sent: field.count(),
    failed: field.count().describe('Tries that failed; each is made again later.'),
  },
);

export const alertingState = ownEvent('alerting.state', 'How many alerts of a severity fire, told about every ten seconds.', {
  severity: field.oneOf(ALERT_SEVERITY),
  firing: field.count().describe('Label sets.'),
});
