import type { Emit, TelephonyEvent } from '../../core/index.ts';

interface HeldContext {
  /** Puts an event into the pipeline. */
  readonly emit: Emit;
  /** Takes what is held; false when it cannot. */
  readonly hold: (event: TelephonyEvent) => boolean;
}

/** Events whose metrics move only when what was told is on the disk: what a scrape has shown is never taken back by a crash. */
export interface HeldCounts {
  /** Puts an event into the pipeline, and holds back what it and all that is made of it meanwhile would count. */
  readonly emit: Emit;
  /** Whether an event is held back; everyone who counts asks of it, one after the other. */
  readonly take: (event: TelephonyEvent) => boolean;
}

/** Makes it for one pipeline. */
export function createHeldCounts({ emit, hold }: HeldContext): HeldCounts {
  let isHolding = false;
  let last: TelephonyEvent | undefined;
  let isLastHeld = false;
  return {
    emit(event) {
      isHolding = true;
      emit(event);
      isHolding = false;
      last = undefined;
    },
    // Hot: asked of every event that moves a metric.
    take(event) {
      if (!isHolding) return false;
      if (event === last) return isLastHeld;
      last = event;
      isLastHeld = hold(event);
      return isLastHeld;
    },
  };
}
