import { code, table } from './table.mjs';

function commandText({ name, summary, arguments: names, options, example }) {
  const usage = ['ringscope', name, ...names.map((one) => `<${one.name}>`), '[options]'].join(' ');
  const rows = names.map((one) => [code(`<${one.name}>`), one.help, '']);
  // Options that are a function derive from the settings, which have a page of their own.
  const optionRows =
    typeof options === 'function'
      ? [
          [code('--config <file>'), 'Settings file, YAML or TOML.', ''],
          ['every setting', 'See [settings](settings.md).', ''],
        ]
      : options.map((one) => [code(one.flags), one.help, one.initial ? code(one.initial) : '']);
  return [
    `### ${name}`,
    '',
    summary,
    '',
    '```text',
    usage,
    '```',
    '',
    table(['argument or option', 'what', 'default'], [...rows, ...optionRows]),
    '',
    `Example: ${code(example)}`,
  ].join('\n');
}

/** The reference of commands. */
export function commandsText(commands) {
  return { commands: commands.map(commandText).join('\n\n') };
}
