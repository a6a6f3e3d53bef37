import { randomBytes } from 'node:crypto';
import { TeleError } from '../../core/index.ts';
import type { Capture, ReportRequest } from '../../server/index.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { byItself, byServer, serverUrl, throughHolder, type Asked, type Makes } from '../import-maker.ts';
import { importLines, writeShown, type ImportAsked } from '../import-lines.ts';
import { createLiveCalls } from '../live-calls.ts';
import { createProgress } from '../progress.ts';
import { pipedBytes } from '../standard-input.ts';
import { TABLE_OPTIONS } from '../table.ts';
import { clockOf, timeQuery, ZONE_OPTION } from '../time-option.ts';

const KEY_BYTES = 32;
/** Calls that are shown when nothing else is said. */
const SHOWN = 20;

/** Reads captures. */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Read captures and report their calls: .hepbin, .stream, .pcap or .pcapng, each also gzipped; - reads what is piped in, live.',
  arguments: [{ name: 'file...', help: 'Capture files, folders of them, or - for what is piped in.' }],
  options: [
    { flags: '--store [folder]', help: 'Write the calls to the store too, by default to store.path. Without it nothing is written.' },
    { flags: '--since <time>', help: 'Show calls that started then or later: 10:32, yesterday, a date, Unix seconds, ISO 8601.' },
    { flags: '--failed', help: 'Show the calls that failed.' },
    { flags: '--ladder', help: 'Draw the messages of the calls that are shown.' },
    { flags: '--limit <count>', help: 'Show the first so many calls; 0 shows all. With --json all when left out.', initial: String(SHOWN) },
    ...TABLE_OPTIONS,
    ZONE_OPTION,
    { flags: '--url <url>', help: 'Import into the store of the running server there.' },
    { flags: '--metrics', help: 'Let what is found move the counters and histograms of that server, as if it had arrived just now.' },
    ...SERVER_OPTIONS.filter(({ flags }) => !flags.startsWith('--url')),
    JSON_OPTION,
  ],
  example: 'ringscope import calls.pcap --failed --ladder',
  async run(input, io) {
    const isStream = input.arguments.includes('-');
    if (isStream && input.arguments.length > 1)
      throw new TeleError('BAD_REQUEST', '- stands alone: what is piped in has no place among files.');
    const { collectSoon } = await import('../../server/index.ts');
    const { readSettings } = await import('../read-settings.ts');
    collectSoon();
    const folder = textOption(input, 'store');
    const settings = await readSettings(input, io, folder === undefined ? {} : { store: folder });
    const source = await openSource(input, io, isStream);
    const request: Asked = {
      ...source.request,
      settings,
      isStored: input.options['store'] !== undefined,
      isCounted: input.options['metrics'] === true,
      keepsTimelines: input.options['ladder'] === true,
      choice: choiceOf(input, io),
      now: io.now,
    };
    const url = await serverUrl(input, request, io);
    const run = async (makes: Makes): Promise<void> =>
      input.options['json'] === true ? writeJson(makes, io) : writeReport(makes, input, source, io);
    try {
      if (url === undefined)
        await run(byItself(request)).catch(async (error: unknown) => run(await throughHolder(error, request, input, io)));
      else await run(byServer(url, request, input, io));
    } finally {
      source.clear();
    }
    if (request.isCounted) io.err('The metrics of the server were moved as if it had arrived just now: alerts may fire and be told.\n');
    return 0;
  },
});

/** What is read, and how it is told that it is. */
interface Source {
  readonly request: Pick<ReportRequest, 'captures' | 'identity' | 'onProgress' | 'signal'>;
  readonly isStream: boolean;
  readonly clear: () => void;
}

async function openSource(input: CommandInput, io: CommandIo, isStream: boolean): Promise<Source> {
  if (isStream) {
    const captures = [streamCapture(io)];
    // The first Ctrl-C is the end of a stream, and the second one of all.
    const request = { captures, identity: randomBytes(KEY_BYTES), ...(io.again === undefined ? {} : { signal: io.again }) };
    return { request, isStream, clear: () => undefined };
  }
  const { fileCapture, filesIdentity, findCaptures } = await import('../../server/index.ts');
  const { paths, bytes, skipped } = await findCaptures(input.arguments);
  for (const path of skipped) io.err(`${path} is no capture file and is left out.\n`);
  const identity = await filesIdentity(paths, io.signal);
  const progress = io.isErrTerminal ? createProgress(bytes, 'bytes', io.err, io.now) : undefined;
  const onProgress = (bytesRead: number): void => progress?.show(bytesRead);
  const clear = (): void => progress?.clear();
  return { request: { captures: paths.map(fileCapture), identity, onProgress, signal: io.signal }, isStream, clear };
}

function streamCapture(io: CommandIo): Capture {
  const { piped, signal } = io;
  if (piped === undefined) throw new TeleError('BAD_REQUEST', 'Nothing is piped in: `tcpdump -U -w - port 5060 | ringscope import -`.');
  return { name: 'The standard input', open: () => pipedBytes(piped(), signal), isLive: true };
}

function choiceOf(input: CommandInput, io: CommandIo): ReportRequest['choice'] {
  const [{ since }, limit] = [timeQuery(input, io), textOption(input, 'limit')];
  const most = limit === undefined ? (input.options['json'] === true ? 0 : SHOWN) : Number(limit);
  if (!Number.isInteger(most) || most < 0) throw new TeleError('BAD_REQUEST', `"${limit}" is no number of calls.`);
  return {
    ...(since === undefined ? {} : { since: Number(since) }),
    isFailed: input.options['failed'] === true,
    limit: most === 0 ? Number.POSITIVE_INFINITY : most,
  };
}

function askedOf(input: CommandInput, isStream: boolean): ImportAsked {
  const [{ store }, url] = [input.options, textOption(input, 'url')];
  const place = url !== undefined ? ` --url ${shellWord(url)}` : typeof store === 'string' ? ` --store ${shellWord(store)}` : '';
  return {
    words: input.arguments.map(shellWord).join(' '),
    isStream,
    stored: store === undefined && url === undefined ? undefined : place,
    isFailed: input.options['failed'] === true,
    hasLadder: input.options['ladder'] === true,
  };
}

/** A word as a shell takes it back. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function writeJson({ json }: Makes, io: CommandIo): Promise<void> {
  for await (const bytes of json()) await io.write(bytes);
}

async function writeReport(makes: Makes, input: CommandInput, { isStream, clear }: Source, io: CommandIo): Promise<void> {
  const asked = askedOf(input, isStream);
  const clock = clockOf(input, io);
  const { PASSED_OVER } = await import('../../server/index.ts');
  if (isStream && makes.isStored) io.err('What is piped in has no identity: piped in twice, calls may be stored twice.\n');
  const live = isStream && makes.tellsChanges ? createLiveCalls(io.out, clock) : undefined;
  try {
    const findings = await makes.report(live?.note);
    live?.end();
    clear();
    for (const line of importLines(findings, asked, PASSED_OVER, clock)) io.out(`${line}\n`);
    writeShown(findings, asked, input, io);
  } finally {
    live?.end();
  }
}
