import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-ports.ts';
import { startProgram, tailOf, type Program } from './program.ts';
import { waitUntil } from './wait-until.ts';

/** A Prometheus that scrapes every second. */
export interface Prometheus {
  readonly url: string;
  readonly program: Program;
  /** The value of a PromQL expression per job. Empty while there is none. */
  query(expression: string): Promise<Readonly<Record<string, number>>>;
  /** Waits until every target was scraped well. */
  whenUp(): Promise<void>;
}

interface PrometheusOptions {
  readonly folder: string;
  /** The loopback ports to scrape by the name of their job. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly features?: readonly string[];
  /** What the configuration of a job says besides, as YAML, a setting on each line. */
  readonly settings?: Readonly<Record<string, readonly string[]>>;
  /** A file of rules, as YAML. */
  readonly rules?: string;
  /** The port of the Alertmanager that is told of alerts. */
  readonly alertmanagerPort?: number;
}

/** Starts Prometheus on a free port, with its files in a folder that has no other one's. */
export async function startPrometheus({
  folder,
  jobs,
  features = [],
  settings = {},
  rules,
  alertmanagerPort,
}: PrometheusOptions): Promise<Prometheus> {
  const config = join(folder, 'prometheus.yml');
  const job = ([name, port]: [string, number]): string =>
    [`  - job_name: ${name}`, `static_configs: [{ targets: ["127.0.0.1:${String(port)}"] }]`, ...(settings[name] ?? [])].join('\n    ') +
    '\n';
  if (rules !== undefined) writeFileSync(join(folder, 'rules.yml'), rules);
  const ruleFiles = rules === undefined ? '' : 'rule_files: [rules.yml]\n';
  const alerting =
    alertmanagerPort === undefined
      ? ''
      : `alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${String(alertmanagerPort)}"] }] }] }\n`;
  const global = 'global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }';
  writeFileSync(config, `${global}\n${alerting}${ruleFiles}scrape_configs:\n${Object.entries(jobs).map(job).join('')}`);
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${String(port)}`,
    ...(features.length === 0 ? [] : [`--enable-feature=${features.join(',')}`]),
  ];
  const program = startProgram('prometheus', 'prometheus', flags, folder);
  const query = async (expression: string): Promise<Readonly<Record<string, number>>> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const body = await answer.text();
    const rows = [...body.matchAll(/"job":"(?<job>\w+)"[^[]*\[[^,]*,"(?<value>[^"]*)"\]/g)];
    return Object.fromEntries(rows.map(({ groups }) => [groups?.['job'] ?? '', Number(groups?.['value'])]));
  };
  const whenUp = async (): Promise<void> => {
    const all = Object.keys(jobs);
    await waitUntil(
      `${all.join(', ')} are up`,
      90,
      async () => {
        const up = await query('up');
        return all.every((name) => up[name] === 1) ? true : undefined;
      },
      () => tailOf(program),
    );
  };
  return { url, program, query, whenUp };
}
