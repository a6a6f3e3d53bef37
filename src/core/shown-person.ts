import type { ExportPeople, StoredPrivate } from './store.ts';

/** What a mask hides with. No text that may be shown as it is holds it. */
const STARS = '***';
/** What tells a short pseudonym from a name and from a number. */
const SHORT_MARK = '~';
/** 30 bits: among 2,000 phones two are shown alike with a chance of 0.2 %. */
const SHORT_LETTERS = 6;

/** A pseudonym as outputs show it, or the whole of it. */
const PSEUDONYM = /^~([a-z2-7]{6,16})$/;

/** What the pseudonym begins with that a text shows, e.g. `~k3m7vq`. Undefined for any other text. */
export function pseudonymIn(text: string): string | undefined {
  return PSEUDONYM.exec(text.toLowerCase())?.[1];
}

/** A pseudonym, or the beginning of one, as outputs show it. */
export function shownAs(pseudonym: string): string {
  return `${SHORT_MARK}${pseudonym}`;
}

/** Whether the pseudonym of a person begins like this. */
export function isShownAs({ hash }: StoredPrivate, start: string | undefined): boolean {
  return start !== undefined && hash.startsWith(start);
}

/**
 * A person as outputs show him; undefined when they do not. Where the mask hides him whole, the first letters of his pseudonym tell him from others. A text that may be
 * shown as it is stands in place of the pseudonym too. Hot: twice per call of an export.
 */
export function shownPerson({ hash, mask }: StoredPrivate, mode: ExportPeople): string | undefined {
  switch (mode) {
    case 'off':
      return undefined;
    case 'pseudonym':
      return mask.includes(STARS) ? hash : mask;
    case 'masked':
      return mask === STARS && hash !== '' ? shownAs(hash.slice(0, SHORT_LETTERS)) : mask;
  }
}
