import type { Preset } from './preset.ts';

/** The systems whose names a program may use. */
export const PRESET = ['callstack', 'voice-skill', 'rustpbx', 'cardlink', 'voiceserver'] as const;
export type PresetName = (typeof PRESET)[number];

const LOADERS: Readonly<Record<PresetName, () => Promise<Preset>>> = {
  callstack: async () => (await import('./callstack/callstack.ts')).callstack,
  'voice-skill': async () => (await import('./voice-skill/voice-skill.ts')).voiceSkill,
  rustpbx: async () => (await import('./rustpbx/rustpbx.ts')).rustpbx,
  cardlink: async () => (await import('./cardlink/cardlink.ts')).cardlink,
  voiceserver: async () => (await import('./voiceserver/voiceserver.ts')).voiceserver,
};

/** Loads a preset. One that nobody asks for is not even loaded. */
export function loadPreset(name: PresetName): Promise<Preset> {
  return LOADERS[name]();
}
export { installPreset } from './install-preset.ts';
export type { PresetScope } from './install-preset.ts';
export { cardlinkSettings } from './cardlink/cardlink-settings.ts';
export type { CardlinkSettings, Environment } from './cardlink/cardlink-settings.ts';
export type { Difference, HealthAnswer, HealthHost, HealthView, Preset, PresetHealth } from './preset.ts';
