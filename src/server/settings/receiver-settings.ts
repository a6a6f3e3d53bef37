import { option } from '../../core/index.ts';

/** How a receiver wants to be told of alerts. */
export const RECEIVER_KIND = ['alertmanager', 'webhook', 'pagerduty', 'slack', 'heartbeat'] as const;
export type ReceiverKind = (typeof RECEIVER_KIND)[number];

/** The settings of one receiver of alerts. */
export const receiverOptions = {
  name: option.text('Name in the log, in metrics and in commands. No two have the same.', ''),
  kind: option.oneOf(
    'What is sent: `alertmanager` what Alertmanager posts to a webhook, `webhook` a signed document, `pagerduty` Events API v2, `slack` an incoming webhook, `heartbeat` a sign of life.',
    RECEIVER_KIND,
    'webhook',
  ),
  url: option.optionalText('Address, without a password. PagerDuty has one of its own.'),
  urlFile: option.secretFile('File with the address, where that is a secret, as with Slack.'),
  secretFile: option.secretFile(
    'File with the secret: the key of the signature (`webhook`), the routing key (`pagerduty`), a bearer token (`alertmanager`, `heartbeat`).',
  ),
  caFile: option.optionalPath('Certificates in PEM that sign the one of the receiver. Unset: those that the system trusts.'),
  severities: option.list('Of which severities it is told.', ['critical', 'warning']),
  match: option.list('What labels must be, e.g. trunk=carrier-*; all of them. Empty: anything.', []),
  groupBy: option.list('Alerts with the same values of these labels are told together.', ['alertname']),
  waitSeconds: option.seconds('How long a new group waits for more of its kind.', 10),
  intervalSeconds: option.seconds('How long until what has changed in a group is told; of a `heartbeat` from one to the next.', 60),
  repeatSeconds: option.seconds('How long until it is told again of what still fires.', 14_400),
  timeoutSeconds: option.seconds('How long an answer may take.', 10),
};
