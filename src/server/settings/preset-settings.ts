import { option } from '../../core/index.ts';
import { PRESET } from '../../presets/index.ts';
import { tlsOptions } from '../../tls/index.ts';

/** The settings of one preset. */
export const presetOptions = {
  name: option.optionalOneOf('The system whose names are shown.', PRESET),
  sources: option.list('Sources whose events move it, e.g. hep or what a program calls itself. Empty: all.', []),
  bySource: option.oneOf('Whether every series has a label `source`; else several sources are shown as one.', ['no', 'yes'], 'no'),
  timeZone: option.optionalText('Time zone of times without one that its program posts, e.g. Europe/Berlin. Unset: that of the server.'),
  config: option.optionalPath(
    'File with settings of the system itself, of which those about metrics, health and the export by OTLP are taken: the TOML of RustPBX, or lines NAME=value of CardLink.',
  ),
  listen: {
    host: option.text(
      'Address of a listener of its own. Beyond loopback credentials, `allow` or certificates of clients are needed.',
      '127.0.0.1',
    ),
    port: option.optionalPort(
      'Port of a listener of its own; 0 lets the system choose. Unset: none, and its metrics are on those of the server.',
    ),
    healthPort: option.optionalPort('Port of its health documents. Unset: that of its metrics.'),
    paths: {
      metrics: option.optionalText('Where its metrics are scraped. Unset: as in the system.'),
      health: option.optionalText('Where its health document is. Unset: as in the system.'),
    },
    tls: tlsOptions,
    allow: option.cidrs('Networks that may ask there, of those that `auth.allow` lets in. Empty: all of them.', []),
    auth: option.oneOf(
      'Who may ask: `default` those with credentials where there are any, `open` everybody.',
      ['default', 'open'],
      'default',
    ),
  },
};
