import type { CommandDef } from './command.ts';

/** The shells that there are completions for. */
export const SHELL = ['bash', 'zsh', 'fish'] as const;

/** A script that completes commands and their options in a shell. Settings are many: the shell asks for them once, when a command that takes them is completed. */
export function completionScript(shell: (typeof SHELL)[number], commands: readonly CommandDef[]): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

interface Flag {
  /** With its dashes. */
  readonly flag: string;
  readonly hasValue: boolean;
  readonly help: string;
  /** What is offered for its value. Absent: files. */
  readonly values?: readonly string[];
}

/** The long flags of a command. */
function flagsOf({ options }: CommandDef): readonly Flag[] {
  const declared = options.map(({ flags, help, values }) => ({
    flag: flags.split(' ', 1)[0] ?? '',
    hasValue: flags.includes(' '),
    help,
    ...(values === undefined ? {} : { values }),
  }));
  return [...declared, { flag: '--help', hasValue: false, help: 'Show what the command takes.' }];
}

/** The values of flags with what takes each list: a command and its flag. */
function valuesOf(commands: readonly CommandDef[]): ReadonlyMap<string, readonly string[]> {
  const takenBy = new Map<string, string[]>();
  for (const def of commands)
    for (const { flag, values = [] } of flagsOf(def)) {
      const words = values.join(' ');
      if (words !== '') takenBy.set(words, [...(takenBy.get(words) ?? []), `"${def.name} ${flag}"`]);
    }
  return takenBy;
}

function bash(commands: readonly CommandDef[]): string {
  const cases = commands.map((def) => {
    const flags = flagsOf(def).map(({ flag }) => flag);
    return `    ${def.name}) words="${flags.join(' ')}${def.takesSettings === true ? ' $(_ringscope_settings)' : ''}" ;;`;
  });
  const values = [...valuesOf(commands)].map(([words, taken]) => `    ${taken.join(' | ')}) words="${words}" ;;`);
  return `# Completions of ringscope for bash.
_ringscope_settings() {
  [ -n "$_RINGSCOPE_SETTINGS" ] || _RINGSCOPE_SETTINGS=$(ringscope completion settings 2>/dev/null)
  printf '%s ' $_RINGSCOPE_SETTINGS
}
_ringscope() {
  local words="" cur="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
  elif [ "\${cur#-}" != "$cur" ]; then
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ringscope ringscope
`;
}

function zsh(commands: readonly CommandDef[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map((def) => {
    const flags = flagsOf(def).map(({ flag, hasValue, help, values }) => {
      const offered = values === undefined ? '_files' : `(${values.join(' ')})`;
      return quoted(`${flag}[${escaped(help)}]${hasValue ? `:value:${offered}` : ''}`);
    });
    const settings = def.takesSettings === true ? ' ${${(f)"$(ringscope completion settings 2>/dev/null)"}/%/:value:_files}' : '';
    return `    ${def.name}) _arguments ${flags.join(' ')}${settings} '*:file:_files' ;;`;
  });
  return `#compdef ringscope
# Completions of ringscope for zsh.
_ringscope() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _ringscope ]; then _ringscope "$@"; else compdef _ringscope ringscope; fi
`;
}

function fish(commands: readonly CommandDef[]): string {
  // A flag that several commands take alike is one line.
  const takenBy = new Map<string, string[]>();
  for (const def of commands) {
    const settings = def.takesSettings === true ? ["-a '(ringscope completion settings 2>/dev/null)'"] : [];
    const flags = flagsOf(def).map(({ flag, hasValue, help, values }) => {
      const offered = values === undefined ? ' -r' : ` -x -a '${values.join(' ')}'`;
      return `-l ${flag.slice(2)}${hasValue ? offered : ''} -d ${quoted(help)}`;
    });
    for (const taken of [...flags, ...settings]) takenBy.set(taken, [...(takenBy.get(taken) ?? []), def.name]);
  }
  const lines = [
    ...commands.map(({ name, summary }) => `complete -c ringscope -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`),
    ...[...takenBy].map(([taken, names]) => `complete -c ringscope -n '__fish_seen_subcommand_from ${names.join(' ')}' ${taken}`),
  ];
  return `# Completions of ringscope for fish.\n${lines.join('\n')}\n`;
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}

/** What \`_arguments\` of zsh would read as its own. */
function escaped(text: string): string {
  return text.replaceAll('[', '(').replaceAll(']', ')').replaceAll(':', ' -');
}
