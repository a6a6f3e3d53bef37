import { callIdSecrets } from '../../calls/index.ts';
import { TeleError } from '../../core/index.ts';

/** Call-IDs that somebody may try within one minute: enough for a person who pastes them, too few to try numbers. */
const MAX_TRIES = 60;
const MINUTE = 60;
/** As an id or a keyed hash is written. A number in such a text would have letters around it and none of its digits 0, 1, 8 and 9. */
const HASH = /^(?=.*[a-z])[a-z2-7]{16}$/;

/** What a call is known by. */
export interface KnownCall {
  readonly id: string;
  readonly callId: string;
  readonly callKey: string;
}

/** Which Call-IDs were tried that no list shows, by who tried them. */
export interface CallIdTries {
  /** Throws `RATE_LIMITED` for one that may be a try more than there are in a minute. To be asked before it is looked for, so that no time tells anything. */
  refuse(name: string, text: string): void;
  /** Counts what was looked for. The result is whether it was a try, and none that was there within this minute. */
  add(name: string, text: string, found: readonly KnownCall[]): boolean;
}

/**
 * Whether a text that finds calls tells nothing: it is shown with them, or is another id that their messages carry and holds no number, as that of a program, where
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
      // Of many at once some were let in before the others were counted.
      refuse(name, text);
      const tries = triesOf(name);
      const isNew = !tries.has(text);
      tries.add(text);
      return isNew;
    },
  };
}
