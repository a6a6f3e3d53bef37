import { EXIT, ERRORS, TeleError } from '../core/index.ts';
import type { CommandIo } from './command.ts';
import { toJson } from './json.ts';
import { missingPackage } from './missing-package.ts';
import { PREPARED_OUTPUT } from './prepared-output.ts';
import { visibleIo } from './visible-io.ts';

/** Characters per line of a help, where the terminal is not narrower. */
export const HELP_WIDTH = 80;

/** Runs one command line (without program and script) and resolves to its exit code. It writes through `io` alone. */
export async function runCli(words: readonly string[], plainIo: CommandIo): Promise<number> {
  const io = visibleIo(plainIo);
  const argv = words.length === 0 ? ['--help'] : words;
  try {
    if (argv[0] === '--version' || argv[0] === '-V') {
      const { versionCommand } = await import('./commands/version.ts');
      return await versionCommand.run({ arguments: [], options: {} }, io);
    }
    const prepared = (io.columns ?? HELP_WIDTH) < HELP_WIDTH ? undefined : PREPARED_OUTPUT.get(argv.join('\0'));
    if (prepared !== undefined) {
      io.out((await prepared()).text);
      return 0;
    }
    const { runCommandLine } = await import('./command-line.ts');
    return await runCommandLine(argv, io);
  } catch (error) {
    return reportError(error, argv, io);
  }
}

/** As one JSON value for who asked for JSON. */
function reportError(error: unknown, argv: readonly string[], io: CommandIo): number {
  if (io.signal.aborted) return EXIT.interrupted;
  const known = error instanceof TeleError ? error : (missingPackage(error) ?? new TeleError('INTERNAL', textOf(error), error));
  const { code, message } = known;
  const hint = hintOf(known, argv);
  io.err(argv.includes('--json') ? toJson({ code, message, hint }) : `${code}: ${message}\nhint: ${hint}\n`);
  return ERRORS[code].exitCode;
}

/** Hint for a command line. */
function hintOf({ code, hint }: TeleError, [command]: readonly string[]): string {
  if (code === 'BAD_REQUEST') return `\`ringscope ${command} --help\` says what each of its flags takes.`;
  return code === 'FORBIDDEN' ? FORBIDDEN_HINT : hint;
}

const FORBIDDEN_HINT =
  'Where the server has a token file (auth.token_file), `ringscope token create NAME --roles ROLES --file THAT_FILE` makes a token; give a file that holds it by --token-file. Where it has none, its own user has every role in commands that find its data folder: set RINGSCOPE_STORE_PATH to that folder, or give its settings by --config.';

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
