import fc from 'fast-check';
import type { Fields } from '../../src/core/index.ts';
import { arbitraryShape } from '../../src/testing/suites/arbitrary-record.ts';
import { makeSentinel, written, type Writing } from '../peers/sentinels.ts';

const SEED = 20_231_114;
/** What declarations say that outputs show: addresses, Call-IDs of SIP, and the ids of reported calls when nothing in them may be a number. */
const SHOWN = /^(?:sip\.message\.(?:src|dst|callId), \w+|call\.report\.callId, (?:plain|base64))$/;

/** Sentinels by the place where they were planted. */
export interface Planted {
  /** In fields that no output shows. */
  readonly hidden: Map<string, string>;
  /** In fields that outputs may show: labels and the fields above. */
  readonly shown: Map<string, string>;
}

/** One event of a type with a sentinel in every field that takes any text. */
export function plant(type: string, fields: Fields, writing: Writing, { hidden, shown }: Planted): Record<string, unknown> {
  const [generated = {}] = fc.sample(arbitraryShape(fields), { numRuns: 1, seed: SEED });
  const event: Record<string, unknown> = { ...generated };
  for (const [name, { kind }] of Object.entries(fields)) {
    if (kind === 'at') delete event[name];
    if (kind !== 'private' && kind !== 'id' && kind !== 'text' && kind !== 'label') continue;
    const place = `${type}.${name}, ${writing}`;
    const sentinel = makeSentinel(kind === 'label' ? 'plain' : writing);
    (kind === 'label' || SHOWN.test(place) ? shown : hidden).set(place, sentinel);
    event[name] = kind === 'label' ? sentinel : written(sentinel, writing);
  }
  return { ...event, type };
}
