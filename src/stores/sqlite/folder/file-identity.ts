import { statSync } from 'node:fs';

/** Which file lies at a path: another one after it was deleted and made anew. Undefined for none, and for an empty one, which its writer has yet to begin. */
export function fileIdentity(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined || stat.size === 0 ? undefined : `${stat.dev}:${stat.ino}`;
}

/** The same, and undefined too for one that cannot be looked at. */
export function identityIfThere(path: string): string | undefined {
  try {
    return fileIdentity(path);
  } catch {
    return undefined;
  }
}
