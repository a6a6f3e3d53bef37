import type { CommandInput, CommandOption } from './command.ts';

/** Every setting as an option of a command. They are many, so they are made only for the command that is meant. */
export async function settingOptions(): Promise<readonly CommandOption[]> {
  const { settingFlags } = await import('../server/index.ts');
  return settingFlags().map(({ declaration, help, initial, section }) => ({
    flags: declaration,
    help,
    initial,
    group: `Settings of ${section}`,
  }));
}

/** The settings that were given as flags, by flag name without dashes. */
export async function givenSettings(input: CommandInput): Promise<Readonly<Record<string, string>>> {
  const { settingFlags } = await import('../server/index.ts');
  const flags: Record<string, string> = {};
  for (const { name } of settingFlags()) {
    const value = input.options[camelCase(name)];
    if (typeof value === 'string') flags[name] = value;
  }
  return flags;
}

/** The name under which commander keeps `--http-port`. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
