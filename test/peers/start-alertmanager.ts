import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-ports.ts';
import { startProgram, type Program } from './program.ts';

/** An alert that arrived at the receiver: when, at which path, and the name and trunk that it has. */
export interface Heard {
  readonly at: number;
  readonly path: string;
  readonly status: string;
  readonly names: readonly string[];
}

/** A receiver of webhooks of Alertmanager. */
export interface Receiver {
  readonly url: string;
  readonly heard: readonly Heard[];
  close(): void;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { alerts } = JSON.parse(body) as {
        readonly alerts: readonly { readonly status: string; readonly labels: Record<string, string> }[];
      };
      for (const { status, labels } of alerts)
        heard.push({ at: Date.now() / 1000, path: request.url ?? '', status, names: [labels['alertname'] ?? '', labels['trunk'] ?? ''] });
      response.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, close: () => void server.close() };
}

/** An Alertmanager that groups alerts for a second. */
export interface Alertmanager {
  readonly url: string;
  readonly port: number;
  readonly program: Program;
}

interface AlertmanagerOptions {
  readonly folder: string;
  /** Address of the webhook. */
  readonly webhook: string;
  /** Rules of inhibition, as YAML. */
  readonly inhibitRules: string;
  /** The alert that is sent late: it may come a few seconds before the one that explains it, for its group is evaluated by itself. */
  readonly late: string;
  /** Time for which it waits, in seconds. */
  readonly lateSeconds: number;
}

/** Starts Alertmanager on a free port. */
export async function startAlertmanager({ folder, webhook, inhibitRules, late, lateSeconds }: AlertmanagerOptions): Promise<Alertmanager> {
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(
    config,
    `route:
  receiver: hook
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 4h
  routes: [{ matchers: ['alertname="${late}"'], group_wait: ${lateSeconds}s }]
receivers: [{ name: hook, webhook_configs: [{ url: '${webhook}' }] }]
${inhibitRules}`,
  );
  const port = await freePort();
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${String(port)}`,
    '--cluster.listen-address=',
  ];
  const program = startProgram('alertmanager', 'prometheus-alertmanager', flags, folder);
  return { url: `http://127.0.0.1:${String(port)}`, port, program };
}

/** Rules as `ringscope alerts write` makes them, with an alert of the trunks once more under the name of one that it explains. */
export function withSecond(rules: string, alert: string, name: string): string {
  const group = /- name: ringscope-trunks[\s\S]*?(?=\n {2}- name:|$)/.exec(rules)?.[0] ?? '';
  const renamed = group.replaceAll('ringscope-trunks', 'explained').replaceAll(`alert: ${alert}\n`, `alert: ${name}\n`);
  return `${rules.trimEnd()}\n  ${renamed.trimEnd()}\n`;
}
