import { statfsSync } from 'node:fs';
import { EXIT, TeleError } from '../../core/index.ts';
import type { DoctorContext, DoctorLine, Settings } from '../../server/index.ts';
import { openServer, urlOf } from '../answers.ts';
import { askServer } from '../ask-server.ts';
import { type CommandInput, type CommandIo, defineCommand, JSON_OPTION, SERVER_OPTIONS } from '../command.ts';
import { toJson } from '../json.ts';
import { showText } from '../show.ts';

const NAME_WIDTH = 14;
const INDENT = ' '.repeat('warn  '.length + NAME_WIDTH + 2);

/** Looks at everything that a server needs, and says what mends what is wrong. */
export const doctorCommand = defineCommand({
  name: 'doctor',
  summary:
    'Look at everything that a server needs, also while it is down, and say what mends what is wrong. Exit code 1 when something fails.',
  arguments: [],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  takesSettings: true,
  example: 'ringscope doctor --config /etc/ringscope/ringscope.yml',
  async run(input, io) {
    const { runDoctor } = await import('../../server/index.ts');
    const lines = await runDoctor(await contextOf(input, io));
    const count = (result: DoctorLine['result']): number => lines.filter((one) => one.result === result).length;
    const counts = { ok: count('ok'), warn: count('warn'), fail: count('fail') };
    if (input.options['json'] === true) io.out(toJson({ ...counts, checks: lines }));
    else {
      for (const line of lines.flatMap((one) => textOf(one, io.columns))) io.out(`${line}\n`);
      io.out(`\n${counts.ok} ok, ${counts.warn} to look at, ${counts.fail} failed.\n`);
    }
    return counts.fail > 0 ? EXIT.findings : 0;
  },
});

async function contextOf(input: CommandInput, io: CommandIo): Promise<DoctorContext> {
  const { givenReceiveBuffer, readVersion } = await import('../../server/index.ts');
  const { settings, settingsError } = await resolved(input, io);
  const server = await askServer(await openServer(...placeOf(settings, input, io)), io);
  return {
    ...(settings === undefined ? {} : { settings }),
    ...(settingsError === undefined ? {} : { settingsError }),
    server,
    env: io.env,
    isLocal: isLocal(server.url),
    version: readVersion(),
    node: process.versions.node,
    now: io.now,
    freeBytes(path) {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    receiveBuffer: givenReceiveBuffer,
  };
}

/** Whom to ask: whoever is named, else the server of the settings, else the one at the usual address. */
function placeOf(settings: Settings | undefined, input: CommandInput, io: CommandIo): readonly [CommandInput, CommandIo] {
  const isNamed = input.options['url'] !== undefined || Boolean(io.env['RINGSCOPE_URL']);
  // What is wrong with the settings has a line of its own.
  const { config: _, ...options } = input.options;
  if (isNamed) return [{ ...input, options: settings === undefined ? options : input.options }, io];
  const url = settings === undefined ? {} : { url: urlOf(settings.http) };
  return [
    { ...input, options: { ...options, ...url } },
    { ...io, env: { ...io.env, RINGSCOPE_CONFIG: undefined } },
  ];
}

async function resolved(input: CommandInput, io: CommandIo): Promise<{ readonly settings?: Settings; readonly settingsError?: TeleError }> {
  const { readSettings } = await import('../read-settings.ts');
  const { givenSettings } = await import('../setting-options.ts');
  try {
    return { settings: await readSettings(input, io, await givenSettings(input)) };
  } catch (error) {
    if (error instanceof TeleError) return { settingsError: error };
    throw error;
  }
}

/** A server elsewhere has another disk and other settings. */
function isLocal(url: string): boolean {
  return ['localhost', '[::1]'].includes(new URL(url).hostname) || new URL(url).hostname.startsWith('127.');
}

function textOf({ result, check, text, fix }: DoctorLine, columns: number | undefined): readonly string[] {
  const [first = '', ...more] = wrap(showText(text), columns);
  const head = `${result.padEnd(4)}  ${check.padEnd(NAME_WIDTH)}  ${first}`;
  const mended = fix === undefined ? [] : wrap(`fix: ${showText(fix)}`, columns);
  return [head, ...[...more, ...mended].map((line) => `${INDENT}${line}`)];
}

/** Breaks a text between words where the terminal ends. */
function wrap(text: string, columns: number | undefined): readonly string[] {
  const width = Math.max(40, (columns ?? Infinity) - INDENT.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
