import { TeleError } from '../../core/index.ts';
import { defineCommand } from '../command.ts';
import { completionScript, SHELL } from '../completion.ts';

/** Writes what a shell needs to complete command lines. */
export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Write the completions of a shell: bash, zsh or fish.',
  arguments: [
    {
      name: 'shell',
      help: '`bash`, `zsh` or `fish`; `settings` writes the flags of all settings, a line each, for which the scripts ask.',
    },
  ],
  options: [],
  example: 'ringscope completion bash > /etc/bash_completion.d/ringscope',
  async run(input, io) {
    const [given] = input.arguments;
    if (given === 'settings') {
      const { settingOptions } = await import('../setting-options.ts');
      for (const { flags } of await settingOptions()) io.out(`${flags.split(' ', 1)[0] ?? ''}\n`);
      return 0;
    }
    const shell = SHELL.find((one) => one === given);
    if (shell === undefined) throw new TeleError('USAGE', `completion takes one of ${SHELL.join(', ')}, not ${given ?? 'nothing'}.`);
    // The list of commands names this file.
    const { COMMANDS } = await import('./index.ts');
    io.out(completionScript(shell, await Promise.all(COMMANDS.map(async (entry) => entry.load()))));
    return 0;
  },
});
