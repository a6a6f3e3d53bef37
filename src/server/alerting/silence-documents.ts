import { matchersFault, MOST_SILENCES, parseMatcher, type Silence } from '../../alerts/index.ts';
import { withoutNumbers } from '../../core/index.ts';
import type { Kept } from './alerting-keeper.ts';
import { entriesOf, isKeptTime, isOfVersion } from './kept-document.ts';
import { shownSilence } from './silence-book.ts';

const VERSION = 1;

/** What is kept of silences. */
export function silencesDocument(silences: readonly Silence[]): object {
  return { version: VERSION, silences: silences.map(shownSilence) };
}

/** Silences as they were kept. What is none is left out. */
export function readSilences(kept: unknown): Kept<readonly Silence[]> {
  // The first layout was a list alone.
  const list = isOfVersion(kept, VERSION) ? new Map(entriesOf(kept)).get('silences') : kept;
  if (!Array.isArray(list)) return { value: [], isWhole: kept === undefined };
  const read = list.slice(0, MOST_SILENCES).map(readSilence);
  const value = read.filter((one) => one !== undefined);
  return { value, isWhole: value.length === list.length };
}

function readSilence(kept: unknown): Silence | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { id, matchers, from, until, by, comment, isEnded }: Partial<Record<keyof Silence, unknown>> = kept;
  if (typeof id !== 'string' || typeof by !== 'string' || typeof comment !== 'string' || !Array.isArray(matchers)) return undefined;
  if (!isKeptTime(from) || !isKeptTime(until)) return undefined;
  const known = matchers.map((text) => (typeof text === 'string' ? parseMatcher(text) : undefined)).filter((one) => one !== undefined);
  // Without one of its matchers it would keep back more than it was made for.
  if (known.length < matchers.length || matchersFault(known) !== undefined) return undefined;
  return { id, matchers: known, from, until, by, comment: withoutNumbers(comment), ...(isEnded === true ? { isEnded } : {}) };
}
