import { writeFile } from 'node:fs/promises';
import { ALERT_GROUPS, RECORDING_RULES, renderRules, RULE_FORMAT, type RuleFormat } from '../../alerts/index.ts';
import { TeleError } from '../../core/index.ts';
import { textOption, type CommandInput, type CommandIo } from '../command.ts';
import { readNaming } from './naming.ts';

/** Writes the rules for Prometheus. */
export async function writeAlerts(input: CommandInput, io: CommandIo): Promise<number> {
  const asked = textOption(input, 'format') ?? 'prometheus';
  const format = RULE_FORMAT.find((one) => one === asked);
  if (format === undefined) throw new TeleError('BAD_REQUEST', `--format is one of ${RULE_FORMAT.join(', ')}, not ${asked}.`);
  const { choices, runbookUrl, namespace } = await readNaming(input, io);
  const text = renderRules(ALERT_GROUPS, RECORDING_RULES, { format, choices, runbookUrl, namespace });
  const output = textOption(input, 'output');
  if (output === undefined) io.out(text);
  else await save(output, text, format, io);
  return 0;
}

async function save(path: string, text: string, format: RuleFormat, io: CommandIo): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new TeleError('BAD_REQUEST', `${path} cannot be written.`, error);
  }
  const next =
    format === 'alertmanager'
      ? 'Put its inhibit_rules into alertmanager.yml: `amtool check-config alertmanager.yml` looks at them.'
      : `\`promtool check rules ${path}\` looks at it; Prometheus reads it after a reload, when rule_files names it.`;
  io.err(`${path} is written. ${next}\n`);
}
