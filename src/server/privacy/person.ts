import type { Person } from '../../calls/index.ts';
import { isShownAs, isSuchEnd, type NumberEnd, Private, type StoredPrivate } from '../../core/index.ts';

/** Digits at the end in which all writings of a number agree. */
const TAIL_DIGITS = 4;

/** Somebody by a text that names him. `store` gives the stored form of a private value, `endOf` what is kept of its end; `end` is what of that is his. */
export function createPerson(
  text: string,
  store: (secret: Private) => StoredPrivate,
  { endOf, end }: { readonly endOf: (secret: Private) => string | undefined; readonly end: NumberEnd | undefined },
): Person {
  const { hash } = store(new Private(text, 'number'));
  const mark = markOf(text);
  return {
    // Most values name others, and a look tells; hashing them all would take the main thread too long.
    isNamedBy: (secret) => markOf(Private.open(secret)) === mark && store(secret).hash === hash,
    hasEndOf: (secret) => end !== undefined && isSuchEnd(endOf(secret) ?? '', end),
    hasEnd: (kept) => end !== undefined && isSuchEnd(kept, end),
    isStoredAs: (stored) => stored.hash === hash,
  };
}

/** Person by the beginning of a pseudonym, which matches no end of a number. */
export function createShownPerson(start: string, store: (secret: Private) => StoredPrivate): Person {
  return {
    isNamedBy: (secret) => isShownAs(store(secret), start),
    hasEndOf: () => false,
    hasEnd: () => false,
    isStoredAs: (stored) => isShownAs(stored, start),
  };
}

/** Equal for all texts that may be equal people. */
function markOf(text: string): string {
  const digits = text.replace(/\D/g, '');
  return digits === '' ? text.toLowerCase() : digits.slice(-TAIL_DIGITS);
}
