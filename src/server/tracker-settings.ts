import type { TrackerSettings } from '../calls/index.ts';
import type { Settings } from './settings/server-settings.ts';

/** How the tracker decides, as the settings of the server say. */
export function trackerSettings({ calls, trunks }: Settings): TrackerSettings {
  return { ...calls, hasTrunks: Object.keys(trunks).length > 0, sweepSources: new Map(calls.sweepSources.map(readPair)) };
}

/** The rule of the setting has seen to it that each is `name=seconds`. */
function readPair(text: string): [string, number] {
  const at = text.indexOf('=');
  return [text.slice(0, at), Number(text.slice(at + 1))];
}
