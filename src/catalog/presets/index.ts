import type { Preset } from './preset.ts';

/** The systems whose names a program may use. */
export const PRESET = ['callstack'] as const;
export type PresetName = (typeof PRESET)[number];

const LOADERS: Readonly<Record<PresetName, () => Promise<Preset>>> = {
  callstack: async () => (await import('./callstack.ts')).callstack,
};

/** Loads a preset. One that nobody asks for is not even loaded. */
export function loadPreset(name: PresetName): Promise<Preset> {
  return LOADERS[name]();
}
