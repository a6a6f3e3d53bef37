import type { TrackerSettings } from './settings.ts';

/** How long a call that has rung may be silent: queues and announcements send nothing for long (RFC 3261 sets a UA no limit). */
const RINGING_SECONDS = 30 * 60;

/** When a call of which nothing is heard is given up, in seconds of silence. */
export interface SweepSettings extends Pick<TrackerSettings, 'sweepAnsweredSeconds' | 'sweepUnansweredSeconds'> {
  /** Once it has rung. */
  readonly sweepRingingSeconds: number;
}

/** The settings for the calls of a source: its own time for all of them alike, when it has one. */
export function sweepSettings(settings: TrackerSettings, source: string): SweepSettings {
  const own = settings.sweepSources.get(source);
  if (own !== undefined) return { sweepAnsweredSeconds: own, sweepUnansweredSeconds: own, sweepRingingSeconds: own };
  const { sweepAnsweredSeconds, sweepUnansweredSeconds } = settings;
  return { sweepAnsweredSeconds, sweepUnansweredSeconds, sweepRingingSeconds: Math.max(RINGING_SECONDS, sweepUnansweredSeconds) };
}
