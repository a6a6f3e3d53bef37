import type { CallWithTimeline, StoredCall, TimelineEntry } from '../../core/index.ts';
import { joinTimelines } from './join-timelines.ts';
import type { PackedCall } from './packed-call.ts';

/** What is known of a call in progress without decoding it. */
export interface OpenView {
  /** Unix seconds. */
  readonly startedAt: number;
  readonly isEnded: boolean;
  /** It was over once, so a day file has it too. */
  readonly isReopened: boolean;
  /** Whether `writeText` wrote its id or its `callKey` like this. */
  isFoundBy(key: Uint8Array): boolean;
  unpack(): OpenCall;
}

/** A call in progress. */
export class OpenCall implements OpenView, CallWithTimeline {
  readonly packed: PackedCall;
  readonly isReopened: boolean;

  constructor(packed: PackedCall, isReopened: boolean) {
    this.packed = packed;
    this.isReopened = isReopened;
  }

  get startedAt(): number {
    return this.packed.startedAt;
  }

  get isEnded(): boolean {
    return this.packed.isEnded;
  }

  get call(): StoredCall {
    return this.packed.record;
  }

  get timeline(): readonly TimelineEntry[] {
    return joinTimelines(this.packed.timeline);
  }

  isFoundBy(key: Uint8Array): boolean {
    return this.packed.isFoundBy(key);
  }

  unpack(): OpenCall {
    return this;
  }
}
