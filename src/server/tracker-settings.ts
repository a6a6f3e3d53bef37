import { DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from '../calls/index.ts';
import type { Settings } from './settings/server-settings.ts';
import { accessTrunks } from './settings/trunk-matcher.ts';

/** A call over two hops has 13, and few are refreshed for long. */
const MESSAGES_PER_CALL = 20;

/** How the tracker decides, as the settings of the server say. */
export function trackerSettings({ calls, trunks }: Pick<Settings, 'calls' | 'trunks'>): TrackerSettings {
  const maxMessages = calls.maxMessages === 0 ? MESSAGES_PER_CALL * calls.maxCalls : calls.maxMessages;
  return {
    ...calls,
    provisionalSeconds: DEFAULT_TRACKER_SETTINGS.provisionalSeconds,
    maxMessages,
    hasTrunks: Object.keys(trunks).length > 0,
    accessTrunks: accessTrunks(trunks),
    sweepSources: new Map(calls.sweepSources.map(readPair)),
  };
}

/** The rule of the setting has seen to it that each is `name=seconds`. */
function readPair(text: string): [string, number] {
  const at = text.indexOf('=');
  return [text.slice(0, at), Number(text.slice(at + 1))];
}
