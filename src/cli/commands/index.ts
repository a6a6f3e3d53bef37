import type { CommandDef } from '../command.ts';

/** A command by name, loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  /** The heading under which the help lists it. */
  readonly group: 'Run' | 'Look' | 'Move data' | 'Operate' | 'Other systems';
  load(): Promise<CommandDef>;
}

/** Every command, in the order of the help: those of a group together. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'serve', group: 'Run', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'demo', group: 'Run', load: async () => (await import('./demo.ts')).demoCommand },
  { name: 'config', group: 'Run', load: async () => (await import('./config.ts')).configCommand },
  { name: 'init', group: 'Run', load: async () => (await import('./init.ts')).initCommand },
  { name: 'send', group: 'Run', load: async () => (await import('./send.ts')).sendCommand },
  { name: 'trunks', group: 'Run', load: async () => (await import('./trunks.ts')).trunksCommand },
  { name: 'completion', group: 'Run', load: async () => (await import('./completion.ts')).completionCommand },
  { name: 'dashboard', group: 'Look', load: async () => (await import('./dashboard.ts')).dashboardCommand },
  { name: 'calls', group: 'Look', load: async () => (await import('./calls.ts')).callsCommand },
  { name: 'live', group: 'Look', load: async () => (await import('./live.ts')).liveCommand },
  { name: 'call', group: 'Look', load: async () => (await import('./call.ts')).callCommand },
  { name: 'similar', group: 'Look', load: async () => (await import('./similar.ts')).similarCommand },
  { name: 'failures', group: 'Look', load: async () => (await import('./failures.ts')).failuresCommand },
  { name: 'hourly', group: 'Look', load: async () => (await import('./hourly.ts')).hourlyCommand },
  { name: 'daily', group: 'Look', load: async () => (await import('./daily.ts')).dailyCommand },
  { name: 'top', group: 'Look', load: async () => (await import('./top.ts')).topCommand },
  { name: 'registrations', group: 'Look', load: async () => (await import('./registrations.ts')).registrationsCommand },
  { name: 'latency', group: 'Look', load: async () => (await import('./latency.ts')).latencyCommand },
  { name: 'health', group: 'Look', load: async () => (await import('./health.ts')).healthCommand },
  { name: 'import', group: 'Move data', load: async () => (await import('./import.ts')).importCommand },
  { name: 'export', group: 'Move data', load: async () => (await import('./export.ts')).exportCommand },
  { name: 'backup', group: 'Move data', load: async () => (await import('./backup.ts')).backupCommand },
  { name: 'cleanup-stale', group: 'Operate', load: async () => (await import('./cleanup-stale.ts')).cleanupStaleCommand },
  { name: 'erase', group: 'Operate', load: async () => (await import('./erase.ts')).eraseCommand },
  { name: 'token', group: 'Operate', load: async () => (await import('./token.ts')).tokenCommand },
  { name: 'password', group: 'Operate', load: async () => (await import('./password.ts')).passwordCommand },
  { name: 'status', group: 'Operate', load: async () => (await import('./status.ts')).statusCommand },
  { name: 'doctor', group: 'Operate', load: async () => (await import('./doctor.ts')).doctorCommand },
  { name: 'test', group: 'Operate', load: async () => (await import('./test.ts')).testCommand },
  { name: 'alerts', group: 'Operate', load: async () => (await import('./alerts.ts')).alertsCommand },
  { name: 'dashboards', group: 'Operate', load: async () => (await import('./dashboards.ts')).dashboardsCommand },
  { name: 'sources', group: 'Operate', load: async () => (await import('./sources.ts')).sourcesCommand },
  { name: 'log', group: 'Operate', load: async () => (await import('./log.ts')).logCommand },
  { name: 'version', group: 'Operate', load: async () => (await import('./version.ts')).versionCommand },
  { name: 'prometheus', group: 'Other systems', load: async () => (await import('./prometheus.ts')).prometheusCommand },
  { name: 'voice-skill', group: 'Other systems', load: async () => (await import('./voice-skill.ts')).voiceSkillCommand },
];
