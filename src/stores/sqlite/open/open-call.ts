import type { CallWithTimeline, StoredCall, TimelineEntry } from '../../../core/index.ts';
import { PackedCall, type PartCall } from '../../../format/index.ts';
import { joinTimelines } from '../../answers/join-timelines.ts';

/** What is known of a call in progress without decoding it. */
export interface OpenView {
  /** Unix seconds. */
  readonly startedAt: number;
  readonly isEnded: boolean;
  /** It was over once, so a day file has it too. */
  readonly isReopened: boolean;
  /** Whether it is its id, its `callKey` or one of its aliases. */
  isFoundBy(idOrKey: string): boolean;
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

  /** What it is found by. */
  get names(): readonly string[] {
    const { id, callKey, aliases } = this.packed.head;
    return [id, callKey, ...aliases];
  }

  isFoundBy(idOrKey: string): boolean {
    return this.names.includes(idOrKey);
  }

  unpack(): OpenCall {
    return this;
  }
}

// Hot: a reader beside a busy writer takes in some ten thousand of these a second and is asked for a few.
/** A call of a part, decoded when it is asked for. */
export class ReadOpenCall implements OpenView {
  readonly #call: PartCall;
  #names: readonly string[] | undefined;

  constructor(call: PartCall) {
    this.#call = call;
  }

  get startedAt(): number {
    return this.#call.startedAt;
  }

  get isEnded(): boolean {
    return this.#call.isEnded;
  }

  get isReopened(): boolean {
    return this.#call.isReopened;
  }

  // Hot: whoever asks for a call, asks all that are in progress; the thread that exports traces does so for each trace.
  isFoundBy(idOrKey: string): boolean {
    this.#names ??= this.unpack().names;
    return this.#names.includes(idOrKey);
  }

  unpack(): OpenCall {
    return new OpenCall(new PackedCall(this.#call.bytes), this.isReopened);
  }
}
