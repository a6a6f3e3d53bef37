import type { OffsetAt } from '../core/index.ts';
import type { ImportedCall } from '../server/index.ts';
import { liveLine } from './import-lines.ts';

const SHOW_MS = 200;
/** More lines at once than anybody reads. */
const MAX_LINES = 50;
/** Calls whose last line is remembered. */
const MAX_KNOWN = 100_000;

/** Shows calls as they begin, ring, are answered and end. */
export interface LiveCalls {
  note(call: ImportedCall): void;
  /** Shows nothing more: the summary follows. */
  end(): void;
}

/** Makes it. A line is written when the state of a call is another one than in its line before. */
export function createLiveCalls(write: (text: string) => void, clock: OffsetAt): LiveCalls {
  const known = new Map<string, string>();
  const pending = new Map<string, string>();
  let left = 0;
  const show = (): void => {
    for (const line of pending.values()) write(`${line}\n`);
    if (left > 0) write(`and ${left} more\n`);
    pending.clear();
    left = 0;
  };
  const showing = setInterval(show, SHOW_MS);
  return {
    note(call) {
      const state = `${call.state} ${call.outcome} ${call.ended}`;
      if (known.get(call.id) === state) return;
      if (call.state === 'ended' || known.size >= MAX_KNOWN) known.delete(call.id);
      else known.set(call.id, state);
      pending.delete(call.id);
      if (pending.size < MAX_LINES) pending.set(call.id, liveLine(call, clock));
      else left += 1;
    },
    end() {
      clearInterval(showing);
    },
  };
}
