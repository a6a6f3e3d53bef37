import type { CallConditions } from '../../../core/index.ts';
import { keyedHashStart } from '../../../format/index.ts';
import type { DayFile } from '../day/day-file.ts';
import { findSeqs } from '../rows/stored-call.ts';

/** Most calls of one id that are listed by number; beyond it the whole day is read. */
const MOST_CALLS = 200;
/** Least length of a searched text: shorter ones are in nearly all calls. */
const FEWEST_BYTES = 2;
/** Beginning of an address and port, which are stored as six bytes. */
const ADDRESS_START = /^\d{1,3}(?:$|\.[\d.:]*$)/;

/** Half of a letter has no form of its own. */
const HALF_LETTER = /\p{Surrogate}/u;

/** A condition of SQL. */
interface Term {
  readonly sql: string;
  readonly values: readonly Uint8Array[];
}

/**
 * Condition of SQL that a Call-ID implies: its bytes are in the details of a call, or the lookup leads to it. Calls that pass may still have another one. Undefined where only the
 * call itself tells.
 */
export function callIdTerm(file: DayFile, { callId, callKey }: CallConditions): Term | undefined {
  const starts = callId === undefined ? [] : storedStarts(callId);
  if (starts === undefined || (callId === undefined && callKey === undefined)) return undefined;
  const seqs = callKey === undefined ? [] : findSeqs(file, 'callKey', callKey);
  if (seqs.length > MOST_CALLS) return undefined;
  return { sql: `(seq IN (${seqs.join(', ')})${starts.map(() => ' OR instr(detail, ?) > 0').join('')})`, values: starts };
}

/** The forms in which what begins with a text may be stored. Undefined when all but every call has one of them. */
function storedStarts(text: string): readonly Uint8Array[] | undefined {
  const hash = keyedHashStart(text);
  const starts = [new TextEncoder().encode(text), ...(hash === undefined ? [] : [hash])];
  return ADDRESS_START.test(text) || HALF_LETTER.test(text) || starts.some(({ length }) => length < FEWEST_BYTES) ? undefined : starts;
}
