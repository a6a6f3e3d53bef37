import { TIME_OPTIONS, filterQuery } from './call-filters.ts';
import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';

/** The options of a command that looks at a window of time. */
export const WINDOW_OPTIONS: readonly CommandOption[] = [
  ...TIME_OPTIONS,
  { flags: '--hours <count>', help: 'The last so many hours, instead of --since.', initial: '24', group: 'Time' },
];

/** The parameters of the window that these options mean. */
export function windowQuery(input: CommandInput, io: CommandIo): Readonly<Record<string, string | undefined>> {
  return { ...filterQuery(TIME_OPTIONS, input, io), hours: textOption(input, 'hours') };
}
