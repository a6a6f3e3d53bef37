import type { Preset } from './preset.ts';
import type { PresetName } from './preset-name.ts';

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
export { PRESET } from './preset-name.ts';
export type { PresetName } from './preset-name.ts';
export { PRESET_HTTP } from './preset-http.ts';
export type { PresetHttp } from './preset-http.ts';
export { installPreset } from './install-preset.ts';
export type { PresetScope } from './install-preset.ts';
export { cardlinkSettings } from './cardlink/cardlink-settings.ts';
export type { CardlinkSettings, Environment } from './cardlink/cardlink-settings.ts';
export type { Difference, DocumentHost, HealthAnswer, HealthHost, HealthView, Preset, PresetHealth, ToldHealth } from './preset.ts';
