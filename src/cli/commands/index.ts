import type { CommandDef } from '../command.ts';

/** A command by name, loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  load(): Promise<CommandDef>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'config', load: async () => (await import('./config.ts')).configCommand },
  { name: 'import', load: async () => (await import('./import.ts')).importCommand },
  { name: 'dashboard', load: async () => (await import('./dashboard.ts')).dashboardCommand },
  { name: 'calls', load: async () => (await import('./calls.ts')).callsCommand },
  { name: 'call', load: async () => (await import('./call.ts')).callCommand },
  { name: 'failures', load: async () => (await import('./failures.ts')).failuresCommand },
  { name: 'hourly', load: async () => (await import('./hourly.ts')).hourlyCommand },
  { name: 'daily', load: async () => (await import('./daily.ts')).dailyCommand },
  { name: 'top', load: async () => (await import('./top.ts')).topCommand },
  { name: 'registrations', load: async () => (await import('./registrations.ts')).registrationsCommand },
  { name: 'latency', load: async () => (await import('./latency.ts')).latencyCommand },
  { name: 'export', load: async () => (await import('./export.ts')).exportCommand },
  { name: 'backup', load: async () => (await import('./backup.ts')).backupCommand },
  { name: 'health', load: async () => (await import('./health.ts')).healthCommand },
  { name: 'prometheus', load: async () => (await import('./prometheus.ts')).prometheusCommand },
  { name: 'voice-skill', load: async () => (await import('./voice-skill.ts')).voiceSkillCommand },
  { name: 'cleanup-stale', load: async () => (await import('./cleanup-stale.ts')).cleanupStaleCommand },
  { name: 'erase', load: async () => (await import('./erase.ts')).eraseCommand },
  { name: 'token', load: async () => (await import('./token.ts')).tokenCommand },
  { name: 'password', load: async () => (await import('./password.ts')).passwordCommand },
  { name: 'status', load: async () => (await import('./status.ts')).statusCommand },
  { name: 'log', load: async () => (await import('./log.ts')).logCommand },
  { name: 'version', load: async () => (await import('./version.ts')).versionCommand },
];
