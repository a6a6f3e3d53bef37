import type { CallCarrier, Emit } from '../core/index.ts';

/** Shows the open calls by what carries them. */
export interface CarrierGauge {
  /** `reported` are the open reported calls by carrier, `all` all open calls: what nobody reported was read off the wire, and is SIP. */
  show(reported: ReadonlyMap<CallCarrier, number>, all: number, now: number): void;
}

/** Emits `call.carried` for each carrier that ever had a call, whenever its count has changed. */
export function createCarrierGauge(emit: Emit): CarrierGauge {
  const shown = new Map<CallCarrier, number>();
  return {
    show(reported, all, now) {
      const told = [...reported.values()].reduce((sum, count) => sum + count, 0);
      const counts = new Map(reported).set('sip', (reported.get('sip') ?? 0) + all - told);
      for (const carrier of new Set([...shown.keys(), ...counts.keys()])) {
        const count = counts.get(carrier) ?? 0;
        if ((shown.get(carrier) ?? 0) === count) continue;
        shown.set(carrier, count);
        emit({ type: 'call.carried', at: now, carrier, count });
      }
    },
  };
}
