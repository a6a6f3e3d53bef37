import { option } from '../../core/index.ts';
import { tlsOptions } from '../../tls/index.ts';

/** What a listener may answer. */
export const SERVICE = ['api', 'metrics', 'health'] as const;
export type Service = (typeof SERVICE)[number];

/** The settings of one listener beside the main one. */
export const listenerOptions = {
  name: option.optionalText('Name in the log, in health and in metrics. Unset: host and port.'),
  host: option.text('Address to bind. Beyond loopback credentials, `allow` or certificates of clients are needed.', '127.0.0.1'),
  port: option.port('Port to bind; 0 lets the system choose.', 0),
  serves: option.list(`What it answers: ${SERVICE.join(', ')}. All else there is nothing.`, []),
  paths: {
    metrics: option.text('Where metrics are scraped.', '/metrics'),
    health: option.text('Where all checks are told.', '/healthz'),
    live: option.text('Where it is told whether the server lives.', '/livez'),
    ready: option.text('Where it is told whether the server is ready.', '/readyz'),
  },
  tls: tlsOptions,
  allow: option.cidrs('Networks that may ask here, of those that `auth.allow` lets in. Empty: all of them.', []),
  auth: option.oneOf(
    'Who may ask: `default` those with credentials where there are any, `open` everybody, for metrics and health.',
    ['default', 'open'],
    'default',
  ),
  openProbes: option.flag('Whether `paths.live` and `paths.ready` are answered to everybody: they tell a word and no more.', true),
};
