import type { TrackerSettings } from './settings.ts';

/** When a call of which nothing is heard is given up, in seconds of silence. */
export type SweepSettings = Pick<TrackerSettings, 'sweepAnsweredSeconds' | 'sweepUnansweredSeconds'>;

/** The settings for the calls of a source: its own time for answered and unanswered calls alike, when it has one. */
export function sweepSettings(settings: TrackerSettings, source: string): SweepSettings {
  const own = settings.sweepSources.get(source);
  return own === undefined ? settings : { sweepAnsweredSeconds: own, sweepUnansweredSeconds: own };
}
