/** The systems whose names may be used. */
export const PRESET = ['callstack', 'voice-skill', 'rustpbx', 'cardlink', 'voiceserver'] as const;
export type PresetName = (typeof PRESET)[number];
