import { NO_TRUNK, type StoredCall } from '../core/index.ts';

/** Whether a call came about or failed as `call` did: same outcome and cause, and same trunk unless that of `call` is `none`. */
export function isSimilar(one: StoredCall, call: StoredCall): boolean {
  return one.outcome === call.outcome && one.cause === call.cause && (call.trunk === NO_TRUNK || one.trunk === call.trunk);
}
