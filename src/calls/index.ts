export { createTracker } from './tracker.ts';
export type { Tracker } from './tracker.ts';
export { reportedId } from './reported-call.ts';
export type { Person } from './forget-person.ts';
export type { TrackerContext } from './tracker-context.ts';
export type { ActiveCounts } from './active-counts.ts';
export { DEFAULT_TRACKER_SETTINGS } from './settings.ts';
export type { TrackerSettings, TrunkOf } from './settings.ts';
