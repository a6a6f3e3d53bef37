import { EXIT, present, TeleError } from '../../core/index.ts';
import type { Dashboard, GrafanaDashboard } from '../../dashboards/index.ts';
import { CONFIG_OPTION, defineCommand, INITIAL_URL, JSON_OPTION, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { prometheusAuthorization, PROMETHEUS_CREDENTIALS } from '../grafana/prometheus-credentials.ts';
import { toJson } from '../json.ts';
import { renderTable } from '../table.ts';

const ACTION = ['list', 'write', 'lint', 'verify'] as const;
const FORMAT = ['grafana', 'provisioning'] as const;
const INITIAL = {
  output: './ringscope-dashboards',
  url: INITIAL_URL,
  at: '/var/lib/grafana/dashboards/ringscope',
  prometheus: 'http://127.0.0.1:9090',
  minutes: '60',
  step: '60',
} as const;

/** Dashboards for Grafana. */
export const dashboardsCommand = defineCommand({
  name: 'dashboards',
  summary: 'List the dashboards that ringscope has for Grafana, write them as files, or check them.',
  arguments: [
    {
      name: 'action',
      help: '`list` them, `write` them into a folder, `lint` them by the rules of Grafana, or `verify` that a Prometheus answers each of their queries.',
    },
  ],
  options: [
    { flags: '--only <names>', help: 'These dashboards, with commas between. Left out: all, of presets those of the settings.' },
    { flags: '--output <folder>', help: 'Where to write; files of an earlier time are replaced.', initial: INITIAL.output },
    {
      flags: '--format <format>',
      help: 'grafana: a file for each, to be imported. provisioning: with the file that makes a Grafana load them.',
      initial: 'grafana',
    },
    { flags: '--provisioned-at <folder>', help: 'Where the dashboards lie on the machine of that Grafana.', initial: INITIAL.at },
    { flags: '--url <url>', help: 'Where ringscope is reached by those who look: links to calls lead there.', initial: INITIAL.url },
    { flags: '--prometheus <url>', help: 'The Prometheus that is asked by verify.', initial: INITIAL.prometheus },
    ...PROMETHEUS_CREDENTIALS,
    { flags: '--range <minutes>', help: 'How many minutes up to now verify asks for.', initial: INITIAL.minutes },
    { flags: '--step <seconds>', help: 'Over how many seconds verify takes rates: four scrapes or more.', initial: INITIAL.step },
    CONFIG_OPTION,
    JSON_OPTION,
  ],
  example: 'ringscope dashboards write --output ./ringscope-dashboards',
  async run(input, io) {
    const action = ACTION.find((one) => one === input.arguments[0]);
    const { presets, rename } = await naming(input, io);
    const chosen = await choose(textOption(input, 'only'), presets);
    switch (action) {
      case 'list':
        list(chosen, input, io);
        return 0;
      case 'write':
        return write(chosen, rename, input, io);
      case 'lint':
        return lint(chosen, rename, input, io);
      case 'verify':
        return verify(chosen, rename, input, io);
      case undefined:
        throw new TeleError('BAD_REQUEST', `dashboards takes one of ${ACTION.join(', ')}, not ${input.arguments[0] ?? 'nothing'}.`);
    }
  },
});

/** How the server names its metrics, as its settings say. */
async function naming(input: CommandInput, io: CommandIo) {
  const { readNaming } = await import('../rules/naming.ts');
  const { namespace, presets } = await readNaming(input, io);
  const rename = (series: string): string => series.replace(/^telephony(?=_)/, namespace);
  return { presets, rename };
}

async function choose(only: string | undefined, presets: readonly string[]): Promise<readonly Dashboard[]> {
  const { DASHBOARDS } = await import('../../dashboards/index.ts');
  if (only === undefined) return DASHBOARDS.filter(({ preset }) => preset === undefined || presets.includes(preset));
  return only.split(',').map((name) => {
    const found = DASHBOARDS.find((one) => one.name === name.trim());
    if (found !== undefined) return found;
    throw new TeleError('BAD_REQUEST', `There is no dashboard ${name.trim()}: there are ${DASHBOARDS.map((one) => one.name).join(', ')}.`);
  });
}

function list(chosen: readonly Dashboard[], input: CommandInput, io: CommandIo): void {
  const found = chosen.map(({ name, title, description, preset, rows }) => ({
    name,
    title,
    description,
    panels: rows.flatMap(({ panels }) => panels).length,
    ...(preset === undefined ? {} : { preset }),
  }));
  if (input.options['json'] === true) {
    io.out(toJson({ dashboards: found }));
    return;
  }
  const rows = found.map(({ name, panels, description }) => [name, String(panels), description]);
  io.out(`${renderTable(['name', 'panels', 'what it shows'], rows).join('\n')}\n`);
  io.err('\n`ringscope dashboards write` makes files of them.\n');
}

async function write(
  chosen: readonly Dashboard[],
  rename: (series: string) => string,
  input: CommandInput,
  io: CommandIo,
): Promise<number> {
  const { grafanaDashboard } = await import('../../dashboards/index.ts');
  const { grafanaFiles, provisioningFiles, writeFiles } = await import('../grafana/output-files.ts');
  const folder = textOption(input, 'output') ?? INITIAL.output;
  const given = textOption(input, 'format') ?? 'grafana';
  const format = FORMAT.find((one) => one === given);
  if (format === undefined) throw new TeleError('BAD_REQUEST', `--format is ${FORMAT.join(' or ')}, not ${given}.`);
  const url = urlOf(textOption(input, 'url') ?? INITIAL.url);
  const rendered: readonly GrafanaDashboard[] = chosen.map((one) => grafanaDashboard(one, { url, rename }));
  const at = textOption(input, 'provisionedAt') ?? INITIAL.at;
  const files = format === 'grafana' ? grafanaFiles(rendered) : provisioningFiles(rendered, at);
  writeFiles(folder, files);
  if (input.options['json'] === true) {
    io.out(toJson({ folder, format, files: files.map(({ path }) => path) }));
    return 0;
  }
  io.out(files.map(({ path }) => `${folder}/${path}\n`).join(''));
  io.err(
    format === 'grafana'
      ? '\nIn Grafana: Dashboards, New, Import, for each file. --format provisioning has them loaded.\n'
      : `\nPut ${folder}/provisioning into the provisioning folder of Grafana, and ${folder}/dashboards to ${at}.\n`,
  );
  return 0;
}

async function lint(chosen: readonly Dashboard[], rename: (series: string) => string, input: CommandInput, io: CommandIo): Promise<number> {
  const { grafanaDashboard, LINT_RULES, lintDashboard } = await import('../../dashboards/index.ts');
  const findings = chosen.flatMap((one) => lintDashboard(grafanaDashboard(one, { url: INITIAL.url, rename })));
  if (input.options['json'] === true) io.out(toJson({ dashboards: chosen.length, rules: LINT_RULES, findings }));
  else {
    for (const { dashboard, panel, rule, message } of findings)
      io.out(`${dashboard}${panel === undefined ? '' : `, ${panel}`}: ${message} (${rule})\n`);
    io.err(`${chosen.length} dashboards, ${LINT_RULES.length} rules, ${findings.length} findings.\n`);
  }
  return findings.length === 0 ? 0 : EXIT.findings;
}

async function verify(
  chosen: readonly Dashboard[],
  rename: (series: string) => string,
  input: CommandInput,
  io: CommandIo,
): Promise<number> {
  const { questionsOf } = await import('../../dashboards/index.ts');
  const { askPrometheus } = await import('../grafana/ask-prometheus.ts');
  const url = urlOf(textOption(input, 'prometheus') ?? INITIAL.prometheus);
  if (new URL(url).username !== '')
    throw new TeleError(
      'BAD_REQUEST',
      'An address holds no password, which others would see: --prometheus-login-file names a file with it.',
    );
  const authorization = prometheusAuthorization(input, io);
  const [minutes, step] = [countOf(input, 'range', INITIAL.minutes), countOf(input, 'step', INITIAL.step)];
  const questions = questionsOf(chosen, { step: `${step}s`, range: `${minutes}m`, rename });
  const asked = await askPrometheus(questions, {
    url,
    now: io.now(),
    rangeSeconds: minutes * 60,
    signal: io.signal,
    ...present({ authorization }),
  });
  const errors = asked.flatMap(({ answer, ...one }) => (answer.kind === 'error' ? [{ ...one, message: answer.message }] : []));
  const empty = asked.flatMap(({ answer, ...one }) => (answer.kind === 'empty' ? [one] : []));
  if (input.options['json'] === true) io.out(toJson({ queries: asked.length, errors, empty }));
  else {
    for (const { dashboard, panel, query, message } of errors) io.out(`error  ${dashboard}, ${panel}: ${message}\n       ${query}\n`);
    for (const { dashboard, panel, legend } of empty) io.out(`empty  ${dashboard}, ${panel}${legend === '' ? '' : `: ${legend}`}\n`);
    io.err(`${asked.length} queries, ${errors.length} errors, ${empty.length} empty.\n`);
    if (empty.length > 0) io.err('Empty is what never happened, or has no source: the description of each panel says when.\n');
  }
  return errors.length === 0 ? 0 : EXIT.findings;
}

/** A week is as much as anybody asks for. */
const MOST = 10_080;

function countOf(input: CommandInput, option: 'range' | 'step', initial: string): number {
  const text = textOption(input, option) ?? initial;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= MOST) return Number(text);
  throw new TeleError('BAD_REQUEST', `--${option} takes a whole number from 1 to ${MOST}, not ${text}.`);
}

/** Only an address of the web: readers of dashboards follow it. */
function urlOf(text: string): string {
  if (/^https?:\/\/[^\s"'<>$]+$/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new TeleError('BAD_REQUEST', `--url takes an address that begins with http:// or https://, not ${text}.`);
}
