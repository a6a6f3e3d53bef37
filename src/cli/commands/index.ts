import type { CommandDef } from '../command.ts';

/** A command by name, loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  load(): Promise<CommandDef>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'import', load: async () => (await import('./import.ts')).importCommand },
  { name: 'calls', load: async () => (await import('./calls.ts')).callsCommand },
  { name: 'call', load: async () => (await import('./call.ts')).callCommand },
  { name: 'status', load: async () => (await import('./status.ts')).statusCommand },
  { name: 'version', load: async () => (await import('./version.ts')).versionCommand },
];
