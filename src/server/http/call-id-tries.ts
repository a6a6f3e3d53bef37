import { callIdSecrets } from '../../calls/index.ts';
import { TeleError } from '../../core/index.ts';

/** Most Call-IDs that one identity may try within a minute: enough for pasting, too few to try numbers. */
const MAX_TRIES = 60;
const MINUTE = 60;
/** An id of a record or a keyed hash, as they are written: with letters in it, and without the digits 0, 1, 8 and 9. No number is tried by it. */
const HASH = /^(?=.*[a-z])[a-z2-7]{16}$/;

/** The ids by which a call is known. */
export interface KnownCall {
  readonly id: string;
  readonly callId: string;
  readonly callKey: string;
}

/** Call-IDs that were tried and that no list shows, by the name of the credential. */
export interface CallIdTries {
  /** Throws `RATE_LIMITED` beyond the limit. Called before the call is searched, so that the time of an answer reveals nothing. */
  refuse(name: string, text: string): void;
  /** Counts a text that was searched. Returns whether it was a try, and the first with this text within the minute. */
  add(name: string, text: string, found: readonly KnownCall[]): boolean;
}

/**
 * Whether a text that finds calls reveals nothing: it is shown with them, or is another id that their messages carry and holds no number, as that of a program, where
 * the Call-ID itself is shown.
 */
function isKnownBy(text: string, found: readonly KnownCall[]): boolean {
  if (found.some(({ id, callId, callKey }) => [id, callId, callKey].includes(text))) return true;
  return found.every(({ callId, callKey }) => callId !== callKey) && !callIdSecrets(text, []).isDoubtful;
}

/** Makes an empty table. `now`: seconds. */
export function createCallIdTries(now: () => number): CallIdTries {
  let until = Number.NEGATIVE_INFINITY;
  const table = new Map<string, Set<string>>();
  function triesOf(name: string): Set<string> {
    const at = now();
    if (at >= until || at < until - MINUTE) {
      table.clear();
      until = at + MINUTE;
    }
    const tries = table.get(name) ?? new Set();
    table.set(name, tries);
    return tries;
  }
  function refuse(name: string, text: string): void {
    const tries = triesOf(name);
    if (tries.size < MAX_TRIES || tries.has(text) || HASH.test(text)) return;
    throw new TeleError('RATE_LIMITED', `More than ${MAX_TRIES} Call-IDs that no list shows were looked for within a minute.`);
  }
  return {
    refuse,
    add(name, text, found) {
      if (found.length === 0 ? HASH.test(text) : isKnownBy(text, found)) return false;
      // Parallel requests pass the first check before any of them is counted.
      refuse(name, text);
      const tries = triesOf(name);
      const isNew = !tries.has(text);
      tries.add(text);
      return isNew;
    },
  };
}
