import type { Catalog } from '../core/index.ts';
import { agentCatalog } from './agent.ts';
import { callCatalog } from './calls.ts';
import { mediaCatalog } from './media.ts';
import { registrationCatalog } from './registration.ts';
import { ringscopeCatalog } from './ringscope.ts';
import { sipCatalog } from './sip.ts';

/** Every canonical catalog, in the order of the reference page. */
export const CATALOGS: readonly Catalog[] = [callCatalog, sipCatalog, registrationCatalog, mediaCatalog, agentCatalog, ringscopeCatalog];
export { loadPreset, PRESET } from './presets/index.ts';
export type { PresetName } from './presets/index.ts';
export type { Check, CheckResult, Difference, HealthAnswer, HealthHost, HealthView, Preset, PresetHealth } from './presets/preset.ts';
