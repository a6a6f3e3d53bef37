import { setImmediate } from 'node:timers/promises';
import type { Deadline } from '../../core/index.ts';

/** For how long at once a question is worked on: meanwhile nothing is sampled. */
const SLICE_MILLISECONDS = 20;

/** The time that a question is given, in slices: between two of them others get their turn. */
export interface Slices {
  /** Whether the time is over. Asked from step to step. */
  isOver(): Promise<boolean>;
}

/** Begins with the first slice. */
export function createSlices(deadline: Deadline): Slices {
  let sliceEnd = performance.now() + SLICE_MILLISECONDS;
  return {
    async isOver() {
      if (performance.now() <= sliceEnd) return false;
      await setImmediate();
      sliceEnd = performance.now() + SLICE_MILLISECONDS;
      return deadline();
    },
  };
}
