import { TeleError } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { renderTable } from '../table.ts';

const ACTION = ['check', 'show', 'schema', 'env'] as const;

/** Looks at the settings of the server, which need not run. */
export const configCommand = defineCommand({
  name: 'config',
  summary: 'Check or show the settings that a server would start with, or write their schema or their environment names.',
  arguments: [
    {
      name: 'action',
      help: '`check` the settings, `show` each with its value, write a JSON `schema` of the file for editors, or an `env` file of all variables.',
    },
    { name: 'file', help: 'The settings file, as with --config.', isOptional: true },
  ],
  options: [CONFIG_OPTION, { flags: '--origin', help: 'Show where each value comes from, too.' }, JSON_OPTION],
  takesSettings: true,
  example: 'ringscope config check /etc/ringscope/ringscope.yml',
  async run(input, io) {
    const { checkTogether, settingsEnvFile, settingsJsonSchema } = await import('../../server/index.ts');
    const action = ACTION.find((one) => one === input.arguments[0]);
    switch (action) {
      case 'check':
        checkTogether((await resolved(input, io)).values);
        io.out(input.options['json'] === true ? '{"isValid":true}\n' : 'The settings are valid.\n');
        return 0;
      case 'show':
        await show(input, io);
        return 0;
      case 'schema':
        io.out(`${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
        return 0;
      case 'env':
        io.out(settingsEnvFile());
        return 0;
      case undefined:
        throw new TeleError('BAD_REQUEST', `config takes one of ${ACTION.join(', ')}, not ${input.arguments[0] ?? 'nothing'}.`);
    }
  },
});

async function resolved(input: CommandInput, io: CommandIo) {
  const { resolveWithPrograms } = await import('../../server/index.ts');
  const { readSettingsInput } = await import('../read-settings.ts');
  const { givenSettings } = await import('../setting-options.ts');
  const [, path] = input.arguments;
  const options = path === undefined ? input.options : { ...input.options, config: path };
  return resolveWithPrograms(await readSettingsInput({ ...input, options }, io, await givenSettings(input)));
}

async function show(input: CommandInput, io: CommandIo): Promise<void> {
  const { listedSettings, setOtelVariables } = await import('../../server/index.ts');
  const settings = listedSettings(await resolved(input, io));
  if (input.options['json'] === true) {
    io.out(toJson(Object.fromEntries(settings.map(({ name, value, origin }) => [name, { value: value ?? null, origin }]))));
    return;
  }
  const hasOrigin = input.options['origin'] === true;
  // A value may be long, so it stands last.
  const rows = settings.map(({ name, text, origin }) => [name, ...(hasOrigin ? [origin] : []), text]);
  for (const line of renderTable(['setting', ...(hasOrigin ? ['origin'] : []), 'value'], rows)) io.out(`${line}\n`);
  const told = setOtelVariables(io.env);
  // Beside the table, which programs read. Their values may be secrets.
  if (told.length > 0) io.err(`Where a setting of otlp has no value, these variables hold: ${told.join(', ')}.\n`);
}
