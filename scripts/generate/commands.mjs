import { code, table } from './table.mjs';

function commandText({ name, summary, arguments: names, options, takesSettings, example }) {
  const placeholder = (one) => (one.isOptional ? `[${one.name}]` : `<${one.name}>`);
  const usage = ['ringscope', name, ...names.map(placeholder), '[options]'].join(' ');
  const rows = names.map((one) => [code(placeholder(one)), one.help, '']);
  const optionRows = options.map((one) => [code(one.flags), one.help, one.initial ? code(one.initial) : '']);
  if (takesSettings) optionRows.push(['every setting', 'See [settings](settings.md).', '']);
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
