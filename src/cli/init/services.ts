import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Installation } from './installation.ts';
import type { Lines } from './senders.ts';
import { whyHidden } from './why-hidden.ts';

/** How Prometheus says who it is. */
const SCRAPE_CREDENTIALS = {
  token: {
    lines: ['    authorization:', '      credentials_file: /etc/prometheus/ringscope.token'],
    note: 'Make the token: ringscope token create prometheus --roles metrics > /etc/prometheus/ringscope.token',
  },
  password: {
    lines: ['    basic_auth:', '      username: prometheus', '      password_file: /etc/prometheus/ringscope.password'],
    note: 'Make the password: ringscope password prometheus --roles metrics writes the line for auth.basic_file; the file has the password itself.',
  },
} as const;

/** What has to be told to what scrapes ringscope or runs it, by its name. */
export const SERVICES: { readonly [name: string]: (at: Installation) => Lines } = {
  prometheus: ({ httpHost, httpPort, hasHttps, credentials }) => ({
    where: 'prometheus.yml',
    lines: [
      'scrape_configs:',
      '  - job_name: ringscope',
      '    scrape_interval: 15s',
      ...(hasHttps ? ['    scheme: https'] : []),
      ...(credentials === undefined ? [] : SCRAPE_CREDENTIALS[credentials].lines),
      '    static_configs:',
      `      - targets: ["${httpHost}:${httpPort}"]`,
    ],
    notes: [
      ...(credentials === undefined ? [] : [SCRAPE_CREDENTIALS[credentials].note]),
      ...(hasHttps ? ['Where the certificate is not signed by a known authority name it: tls_config with ca_file.'] : []),
      'In a file that has scrape_configs already leave out the first line.',
      'Dashboards over it: ringscope dashboards write.',
      'Alerts: ringscope alerts write --output ringscope.yml, and name that file in rule_files.',
    ],
  }),
  systemd: ({ configPath }) => ({
    where: '/etc/systemd/system/ringscope.service',
    lines: unit(configPath),
    notes: [
      ...unreadable(configPath),
      'Then: systemctl daemon-reload && systemctl enable --now ringscope',
      'Senders on other machines need IPAddressAllow, and their networks in hep.allow.',
      ...(configPath === undefined ? ['Settings: /etc/ringscope/ringscope.env, or RINGSCOPE_CONFIG in it.'] : []),
    ],
  }),
};

/** What the service could not read, and what mends it. */
function unreadable(configPath: string | undefined): readonly string[] {
  const notes: string[] = [];
  const settings = configPath === undefined ? undefined : whyHidden(configPath);
  if (configPath !== undefined && settings !== undefined) {
    const to = `/etc/ringscope/ringscope${extname(configPath)}`;
    notes.push(
      `The service could not read ${configPath}: ${settings}. sudo install -D -m 0644 ${configPath} ${to}, then write the unit with --config ${to}. ` +
        'Such a file holds no secrets; files of keys and tokens that it names come in by LoadCredential, as the unit shows.',
    );
  }
  for (const path of [process.execPath, process.argv[1] ?? '']) {
    const why = whyHidden(path);
    if (why !== undefined)
      notes.push(
        `The service could not run ${path}: ${why}. Install Node and ringscope for all users, as docs/deploy.md has it (sudo npm install --global), and write the unit with that command.`,
      );
  }
  return notes;
}

/** The unit of the package, with the command and the settings file of this installation. */
function unit(configPath: string | undefined): readonly string[] {
  // The same depth from the built and the bundled command.
  const text = packaged('../../deploy/ringscope.service') ?? packaged('../../../deploy/ringscope.service') ?? '';
  const command = `ExecStart=${process.execPath} ${process.argv[1] ?? '/usr/local/bin/ringscope'} serve`;
  const config = configPath === undefined ? [] : [`Environment=RINGSCOPE_CONFIG=${configPath}`];
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) =>
      line.startsWith('ExecStart=') ? [command] : line === 'Environment=NODE_ENV=production' ? [line, ...config] : [line],
    );
}

function packaged(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, import.meta.url), 'utf8');
  } catch {
    // The other depth has it.
    return undefined;
  }
}
