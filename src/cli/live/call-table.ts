import type { PresentedCall } from '../../server/index.ts';

/** More calls than anybody looks through; the oldest that are over go first. */
const MAX_CALLS = 2000;

/** Calls by id, in the order in which they were first seen. */
export type CallTable = ReadonlyMap<string, PresentedCall>;

/** The table with these calls in it, each as it is now. `isNewest`: what was in it before is older. */
export function withCalls(table: CallTable, calls: readonly PresentedCall[], isNewest: boolean): CallTable {
  if (calls.length === 0) return table;
  const next = new Map(table);
  for (const call of calls) {
    const known = next.get(call.id);
    if (known === undefined || isNewest || isNewer(call, known)) next.set(call.id, call);
  }
  makeRoom(next);
  return next;
}

/** The table without one call. */
export function withoutCall(table: CallTable, id: string): CallTable {
  const next = new Map(table);
  next.delete(id);
  return next;
}

function isNewer(call: PresentedCall, known: PresentedCall): boolean {
  return call.version > known.version || call.messages > known.messages || (known.isProvisional && !call.isProvisional);
}

function makeRoom(table: Map<string, PresentedCall>): void {
  for (const isOverOnly of [true, false]) {
    for (const [id, { state }] of table) {
      if (table.size <= MAX_CALLS) return;
      if (!isOverOnly || state === 'ended') table.delete(id);
    }
  }
}
