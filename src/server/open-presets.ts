import type { Consumer } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';
import { installPreset, loadPreset } from '../presets/index.ts';
import type { Settings } from './settings/server-settings.ts';

/** Loads the presets that are named, and adds their metrics to a registry. */
export async function openPresets(presets: Settings['presets'], registry: Registry): Promise<readonly Consumer[]> {
  const opened: Consumer[] = [];
  for (const { name, sources, bySource } of presets) {
    if (name === undefined) continue;
    opened.push(installPreset(await loadPreset(name), registry, { sources, isBySource: bySource === 'yes' }));
  }
  return opened;
}
