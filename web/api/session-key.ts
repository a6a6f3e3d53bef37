import { signal } from '@preact/signals';
import { forget, keep, kept } from '../parts/kept.ts';
import { ROOT_PATH } from '../place.ts';

/** The name of the key in the storage, with the path: below another one a proxy may have another server. */
const NAME = `ringscope.session-key${ROOT_PATH}`;
const known = signal<string | undefined>(undefined);

/**
 * The key of the session: the cookie opens nothing without it. All tabs of this origin share it, and no server at another port is sent it. Where the browser keeps
 * nothing this tab alone has it.
 */
export function sessionKey(): string | undefined {
  return kept(NAME) ?? known.value;
}

/** Keeps the key of a session that has begun in the place of the one before. */
export function keepSessionKey(key: string): void {
  forgetSessionKey();
  known.value = key;
  keep(NAME, key);
}

/** Forgets the key of a session that has ended. */
export function forgetSessionKey(): void {
  known.value = undefined;
  forget(NAME);
}

/** Tells when another tab has logged in or out. Returns what ends that. */
export function watchSessionKey(told: () => void): () => void {
  const look = ({ key }: StorageEvent): void => {
    // Null: everything was forgotten.
    if (key === NAME || key === null) told();
  };
  window.addEventListener('storage', look);
  return () => window.removeEventListener('storage', look);
}
