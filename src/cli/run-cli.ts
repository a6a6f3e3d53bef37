import { Command, CommanderError, Option } from 'commander';
import { EXIT, ERRORS, TeleError } from '../core/index.ts';
import type { CommandDef, CommandInput, CommandIo } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { settingOptions } from './setting-options.ts';
import { visibleIo } from './visible-io.ts';

const EXIT_HELP = `
Exit codes: 0 ok, ${EXIT.findings} findings or nothing found, ${EXIT.usage} usage, ${EXIT.config} settings, ${EXIT.connect} cannot connect, ${EXIT.auth} authentication, ${EXIT.interrupted} interrupted.`;

/** Runs one command line (without program and script) and resolves to its exit code. It writes through `io` alone. */
export async function runCli(argv: readonly string[], plainIo: CommandIo): Promise<number> {
  const io = visibleIo(plainIo);
  let exitCode = 0;
  const program = new Command('ringscope')
    .description('Watches telephony: real calls from SIP captures to metrics, records, an API and a terminal.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showSuggestionAfterError(true)
    .addHelpText('after', EXIT_HELP);
  program.option('--version', 'Write the version.');
  // Only the command that is meant is loaded; for help and for typos all of them.
  const meant = COMMANDS.filter((entry) => entry.name === argv[0]);
  const isVersion = argv[0] === '--version' || argv[0] === '-V';
  const entries = isVersion ? COMMANDS.filter((entry) => entry.name === 'version') : meant.length === 0 ? COMMANDS : meant;
  const words = isVersion ? ['version'] : argv.length === 0 ? ['--help'] : argv;
  try {
    for (const entry of entries) {
      const def = await entry.load();
      const isMeant = def.name === argv[0] || isVersion;
      await addCommand(program, def, isMeant, async (input) => {
        exitCode = await def.run(input, io);
      });
    }
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, io);
  }
}

async function addCommand(program: Command, def: CommandDef, isMeant: boolean, run: (input: CommandInput) => Promise<void>): Promise<void> {
  const command = program
    .command(def.name)
    .summary(def.summary)
    .description(def.summary)
    .addHelpText('after', `\nExample:\n  ${def.example}`);
  for (const one of def.arguments) command.argument(one.isOptional === true ? `[${one.name}]` : `<${one.name}>`, one.help);
  const options = def.takesSettings === true && isMeant ? [...def.options, ...(await settingOptions())] : def.options;
  for (const one of options) {
    const help = one.initial === undefined || one.initial === '' ? one.help : `${one.help} (default: ${one.initial})`;
    command.addOption(new Option(one.flags, help));
  }
  command.action(async () => {
    await run({ arguments: command.args, options: command.opts<CommandInput['options']>() });
  });
}

function reportError(error: unknown, io: CommandIo): number {
  // Commander has written its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  if (io.signal.aborted) return EXIT.interrupted;
  const known = error instanceof TeleError ? error : (missingPackage(error) ?? new TeleError('INTERNAL', textOf(error), error));
  io.err(`${known.code}: ${known.message}\nhint: ${known.hint}\n`);
  return ERRORS[known.code].exitCode;
}

/** What an installation without its optional packages meets. Undefined for any other error. */
function missingPackage(error: unknown): TeleError | undefined {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  const name = isMissing ? /^Cannot find package '([^']+)'/.exec(error.message)?.[1] : undefined;
  return name === undefined ? undefined : new TeleError('PACKAGE_MISSING', `The package ${name} is not installed.`, error);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
