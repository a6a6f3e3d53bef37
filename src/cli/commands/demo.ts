import { once } from 'node:events';
import { EXIT, TeleError } from '../../core/index.ts';
import type { Incident } from '../../demo/index.ts';
import type { Settings } from '../../server/index.ts';
import { defineCommand, JSON_OPTION, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { freePort } from '../free-port.ts';
import { showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { trialText } from '../trial-text.ts';

const USUAL = { http: 7464, hep: 9060 } as const;
const DEFAULT_RATE = 300;
const DEFAULT_SEED = 1;
/** More than a server of one machine takes. */
const MAX_RATE = 360_000;
const DAY_SECONDS = 24 * 3600;
/** How far ahead incidents are planned: a demo that runs longer has none. */
const PLANNED_SECONDS = 30 * 24 * 3600;

/** Runs a server with generated traffic. */
export const demoCommand = defineCommand({
  name: 'demo',
  summary: 'Serve with generated traffic: a day of calls at once, more as you look, and incidents to find. None of it ever happened.',
  arguments: [],
  options: [
    {
      flags: '--store <folder>',
      help: 'Keep the generated calls in this data folder. Left out: in a temporary one, deleted at the end, and by the next demo where this one was killed.',
    },
    { flags: '--force', help: 'Also in a data folder with real calls. Generated ones are marked isSynthetic.' },
    { flags: '--seed <number>', help: 'Another number gives other calls.', initial: String(DEFAULT_SEED) },
    { flags: '--calls-per-hour <count>', help: 'Calls in the busiest hour of the day.', initial: String(DEFAULT_RATE) },
    { flags: '--http-port <port>', help: 'Port of HTTP on 127.0.0.1; a free one when it is taken.', initial: String(USUAL.http) },
    { flags: '--hep-port <port>', help: 'Port of HEP on 127.0.0.1; a free one when it is taken.', initial: String(USUAL.hep) },
    {
      flags: '--otlp-endpoint <url>',
      help: 'Also export each trace, and metrics every ten seconds, to this collector, by HTTP. Variables of OpenTelemetry are not looked at.',
    },
    { flags: '--presets <names>', help: 'Also show the metrics under the names of these systems, with commas between.' },
    JSON_OPTION,
  ],
  example: 'ringscope demo',
  async run(input, io) {
    const traffic = {
      seed: wholeOption(input, 'seed', DEFAULT_SEED, 2 ** 32 - 1),
      callsPerHour: wholeOption(input, 'callsPerHour', DEFAULT_RATE, MAX_RATE),
    };
    const given = textOption(input, 'store');
    if (given !== undefined) return runDemo({ folder: given, traffic, input, io });
    const { makeTemporaryFolder } = await import('../../server/index.ts');
    const folder = await makeTemporaryFolder('ringscope-demo-');
    try {
      return await runDemo({ folder: folder.path, traffic, input, io });
    } finally {
      folder.remove();
    }
  },
});

interface Demo {
  readonly folder: string;
  readonly traffic: { readonly seed: number; readonly callsPerHour: number };
  readonly input: CommandInput;
  readonly io: CommandIo;
}

async function runDemo({ folder, traffic, input, io }: Demo): Promise<number> {
  const { createLog, isSyntheticFolder, refuseRealFolder, serve } = await import('../../server/index.ts');
  const { generate, planIncidents } = await import('../../demo/index.ts');
  const { importPast } = await import('../demo-past.ts');
  const { playLive } = await import('../demo-live.ts');
  const isAllGenerated = input.options['force'] !== true;
  if (isAllGenerated) refuseRealFolder(folder);
  const settings = await demoSettings(folder, input);
  const begin = Math.floor(io.now());
  const incidents = planIncidents(begin, begin + PLANNED_SECONDS);
  const options = { ...traffic, offsetSeconds: -new Date(begin * 1000).getTimezoneOffset() * 60 };
  let from = begin;
  // What an earlier demo has left is a day already.
  if (!isSyntheticFolder(folder)) {
    io.err('Making a day of calls. It takes some seconds.\n');
    const past = { ...options, now: io.now, signal: io.signal };
    await importPast({ ...past, incidents: planIncidents(begin, begin), from: begin - DAY_SECONDS, to: begin }, settings);
    from = Math.floor(io.now());
    // What happened meanwhile would come all at once, as a spike.
    await importPast({ ...past, incidents, from: begin, to: from }, settings);
  }
  const log = createLog(settings.log.level, undefined, { ...settings.log, isTerminal: io.isErrTerminal });
  // A folder with real calls is not all generated.
  const opens = isAllGenerated ? { opensAll: true as const } : {};
  const server = await serve(settings, { log, reread: async () => settings, ...opens });
  const url = `http://${server.address}`;
  const failed = (error: unknown): void =>
    io.err(`The server did not take all events: ${error instanceof Error ? error.message : String(error)}\n`);
  try {
    const live = await playLive(generate({ ...options, incidents, from }), {
      url,
      hep: server.endpoints[0] ?? '',
      now: io.now,
      failed,
    });
    sayReady({ url, folder, hep: server.endpoints[0] ?? '', incidents, ...traffic }, input.options['json'] === true, io);
    await sayExport(settings, io);
    const failure = await Promise.race([aborted(io.signal), server.failure]);
    await live.stop();
    if (failure instanceof Error && failure !== io.signal.reason) throw failure;
    return failure === 'SIGINT' ? EXIT.interrupted : 0;
  } finally {
    io.again?.addEventListener('abort', server.hurry);
    await server.stop();
  }
}

/** Neither a settings file nor the environment is looked at: they are those of a real server. */
async function demoSettings(folder: string, input: CommandInput) {
  const { resolveSettings } = await import('../../server/index.ts');
  const { DEMO_TRUNKS, PROXY } = await import('../../demo/index.ts');
  const [http, hep] = [wholeOption(input, 'httpPort', USUAL.http, 65_535), wholeOption(input, 'hepPort', USUAL.hep, 65_535)];
  const presets = textOption(input, 'presets');
  const collector = textOption(input, 'otlpEndpoint');
  const flags = {
    store: folder,
    'http-port': String(await freePort(http, 'tcp')),
    'hep-port': String(await freePort(hep, 'udp')),
    'sources-synthetic': 'true',
    'calls-own-addresses': PROXY.address,
    trunks: Object.entries(DEMO_TRUNKS)
      .map(([name, networks]) => `${name}=${networks.join(';')}`)
      .join(','),
    'log-level': 'error',
    ...(presets === undefined ? {} : { presets }),
    ...(collector === undefined ? {} : exportTo(collector)),
  };
  return resolveSettings({ flags, env: {} });
}

/** There is little traffic, and somebody who looks. The log of a demo is silent. */
function exportTo(collector: string) {
  return { 'otlp-endpoint': collector, 'otlp-signals': 'traces,metrics', 'otlp-sample-ratio': '1', 'otlp-metrics-seconds': '10' };
}

/** Says what comes to the collector and when, and at once where it takes nothing. */
async function sayExport(settings: Settings, io: CommandIo): Promise<void> {
  const { tryOtlp } = await import('../../server/index.ts');
  const trials = await tryOtlp(settings, {}, { now: io.now(), signal: io.signal });
  if (trials === undefined) return;
  io.err('Metrics go to the collector every 10 s, the trace of a call within a minute of its end.\n');
  for (const trial of trials) if (!trial.isTaken) io.err(`${trialText(trial)}\n`);
}

function wholeOption(input: CommandInput, name: string, initial: number, most: number): number {
  const text = textOption(input, name) ?? String(initial);
  if (/^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text);
  throw new TeleError('BAD_REQUEST', `${text} is no whole number from 0 to ${most}.`);
}

interface Ready {
  readonly url: string;
  readonly hep: string;
  readonly folder: string;
  readonly incidents: readonly Incident[];
  readonly seed: number;
  readonly callsPerHour: number;
}

/** How many incidents are told of: those of the day before and of the first hour. */
const SHOWN = 10;

function sayReady({ incidents, ...ready }: Ready, isJson: boolean, io: CommandIo): void {
  if (isJson) {
    io.out(`${JSON.stringify({ ...ready, isSynthetic: true, incidents: incidents.slice(0, SHOWN) })}\n`);
    return;
  }
  const { url, hep, folder } = ready;
  const { program = 'ringscope' } = io;
  const minute = (at: number): string => `${showTime(at).slice(11, 16)} UTC`;
  const asked = url === `http://127.0.0.1:${USUAL.http}` && !io.env['RINGSCOPE_URL'] ? '' : ` --url ${url}`;
  const rows = incidents.slice(0, SHOWN).map(({ name, subject, begin, end, look }) => [name, subject, minute(begin), minute(end), look]);
  io.out(
    [
      `Open ${url}/ in a browser. All calls are generated, and none ever happened.`,
      `They are kept in ${folder}; HEP is taken at ${hep}. Ctrl-C ends it.`,
      '',
      'Planted incidents:',
      ...renderTable(['incident', 'of', 'begins', 'ends', 'where to look'], rows),
      '',
      'Try in another terminal:',
      `  ${program} dashboard${asked}`,
      `  ${program} failures --since 1h${asked}`,
      `  ${program} latency --since 1h${asked}`,
      `  ${program} live${asked}`,
      '',
    ].join('\n'),
  );
}

/** Resolves to the name of the signal that ends the process. */
async function aborted(signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.reason;
}
