import type { Emit, TrackerOutput } from '../core/index.ts';
import type { TrackerSettings, TrunkOf } from './settings.ts';

/** What the tracker needs from its surroundings. */
export interface TrackerContext {
  readonly settings: TrackerSettings;
  readonly emit: Emit;
  /** Keyed hash of a raw Call-ID and the like; the same after a restart. */
  readonly hashId: (text: string) => string;
  readonly trunkOf: TrunkOf;
  /** Takes every record that is new or changed. */
  readonly output: (output: TrackerOutput) => void;
}
