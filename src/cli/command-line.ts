import { Command, CommanderError, Option } from 'commander';
import { EXIT, TeleError } from '../core/index.ts';
import type { CommandDef, CommandInput, CommandIo, CommandOption } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands/index.ts';
import { missingPackage } from './missing-package.ts';
import { HELP_WIDTH } from './run-cli.ts';

const EXIT_HELP = `
Exit codes: 0 ok, ${EXIT.findings} findings or nothing found, ${EXIT.usage} usage, ${EXIT.config} settings,
${EXIT.connect} cannot connect, ${EXIT.auth} authentication, ${EXIT.interrupted} interrupted.`;

const SETTINGS_HELP = `
Every setting is a flag too: \`ringscope serve --help\` lists them, \`ringscope
config show\` with their values.`;

/** What may stand before the name of a command. */
const NO_NAME: ReadonlySet<string> = new Set(['-h', '--help', '--']);

/** Reads one command line and runs what it means: a command or a help. Throws `USAGE` for one that means nothing, and what the command throws. */
export async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<number> {
  const program = programFor(io);
  let exitCode = 0;
  const first = argv.find((word) => !NO_NAME.has(word));
  const meant = COMMANDS.find(({ name }) => name === first);
  // For a help of all and for a typo all commands are loaded, else only the one that is meant.
  if (meant === undefined) for (const entry of COMMANDS) addCommand(program, entry, await entry.load());
  else {
    const def = await meant.load();
    const command = addCommand(program, meant, def);
    addOptions(command, def.options);
    if (def.takesSettings === true) await takeSettings(command, def);
    command.action(async () => {
      exitCode = await def.run({ arguments: command.args, options: command.opts<CommandInput['options']>() }, io);
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has written the help that was asked for.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    throw error instanceof CommanderError ? usageError(error) : error;
  }
}

function programFor(io: CommandIo): Command {
  return new Command('ringscope')
    .description('Watches telephony: real calls from SIP captures to metrics, records, an API and a terminal.')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      // A usage error is written as every other error is.
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.columns ?? HELP_WIDTH, HELP_WIDTH),
    })
    .configureHelp({ subcommandTerm: (command) => command.name(), minWidthToWrap: 24 })
    .helpCommand(false)
    .helpOption('-h, --help', 'Show this help.')
    .option('--version', 'Write the version.')
    .showSuggestionAfterError(true)
    .addHelpText('after', EXIT_HELP);
}

function addCommand(program: Command, { group }: CommandEntry, def: CommandDef): Command {
  const command = program
    .command(def.name)
    .summary(def.summary)
    .description(def.summary)
    .helpGroup(`${group}:`)
    .helpOption('-h, --help', 'Show this help.')
    .addHelpText('after', `\nExample:\n  ${def.example}`);
  for (const { name, help, isOptional, isRepeated } of def.arguments) {
    const repeated = isRepeated === true ? `${name}...` : name;
    command.argument(isOptional === true ? `[${repeated}]` : `<${repeated}>`, help);
  }
  return command;
}

function addOptions(command: Command, options: readonly CommandOption[]): void {
  for (const { flags, help, initial, group } of options) {
    const option = new Option(flags, initial === undefined || initial === '' ? help : `${help} (default: ${initial})`);
    command.addOption(group === undefined ? option : option.helpGroup(`${group}:`));
  }
}

/** Flags of settings are plain arguments when the packages that settings need are not installed: a command that needs a setting fails when it reads it. */
async function takeSettings(command: Command, def: CommandDef): Promise<void> {
  const { settingOptions } = await import('./setting-options.ts');
  try {
    addSettings(command, await settingOptions(), def.listsSettings === true);
  } catch (error) {
    if (missingPackage(error) === undefined) throw error;
    command.allowUnknownOption().allowExcessArguments();
  }
}

function addSettings(command: Command, settings: readonly CommandOption[], isListed: boolean): void {
  if (isListed) addOptions(command, settings);
  else {
    for (const { flags } of settings) command.addOption(new Option(flags).hideHelp());
    if (settings.length > 0) command.addHelpText('after', SETTINGS_HELP);
  }
}

/** What commander says of a command line, e.g. `error: unknown option '--outcom'` and a line with a suggestion. */
function usageError(error: CommanderError): TeleError {
  const [first = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  return new TeleError('USAGE', `${first.charAt(0).toUpperCase()}${first.slice(1)}.${suggestion.replace(/^\((.*)\)$/, ' $1')}`, error);
}
