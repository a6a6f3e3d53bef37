import type { Emit, Private, TrackerOutput } from '../core/index.ts';
import type { TrackerSettings, TrunkOf } from './settings.ts';

/** What the tracker needs from its surroundings. */
export interface TrackerContext {
  readonly settings: TrackerSettings;
  readonly emit: Emit;
  /** The same for what is made of the reports of programs. Absent: `emit`. */
  readonly emitReported?: Emit;
  /** Keyed hash that makes the ids of records; the same after a restart. */
  readonly hashId: (text: string) => string;
  /** Keyed hash of a raw Call-ID, which equals that of no other text. */
  readonly hashCallId: (callId: string) => string;
  /** Encrypts a Call-ID. Absent: one that is not shown is not kept. */
  readonly sealCallId?: (callId: string) => string;
  /** What is kept of the end of a number, but for whose it is. Undefined for a text that is none. Absent: nothing is. */
  readonly endOf?: (secret: Private) => string | undefined;
  /** Encrypts what a program told of a call besides. Absent: only what everybody may see of it is kept. */
  readonly sealMetadata?: (metadata: Private) => string;
  readonly trunkOf: TrunkOf;
  /** Takes every record that is new or changed. */
  readonly output: (output: TrackerOutput) => void;
}
