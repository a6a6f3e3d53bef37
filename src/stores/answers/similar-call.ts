import { NO_TRUNK, type StoredCall } from '../../core/index.ts';

/** What of a call decides it. */
interface ComparedCall {
  readonly outcome?: string | undefined;
  readonly cause?: string | undefined;
  readonly trunk: string;
}

/** Whether a call came about or failed as `call` did: same outcome and cause, and same trunk unless that of `call` is `none`. */
export function isSimilar(one: ComparedCall, call: StoredCall): boolean {
  return one.outcome === call.outcome && one.cause === call.cause && (call.trunk === NO_TRUNK || one.trunk === call.trunk);
}
