import type { DayFile } from '../day/day-file.ts';

interface Kept<T> {
  readonly file: DayFile;
  readonly version: number;
  readonly value: T;
}

/**
 * Returns the function that keeps what `make` returns, at most so many of them, each by its key as long as it has the same version and is of the same open
 * file. What it returns is shared: read it only. Undefined is not kept.
 */
export function createVersionCache<T>(
  most: number,
): <Made extends T | undefined>(key: number, file: DayFile, version: number, make: () => Made) => Made | T {
  // The one that was used last is last.
  const kept = new Map<number, Kept<T>>();
  return (key, file, version, make) => {
    const known = kept.get(key);
    const value = known?.file === file && known.version === version ? known.value : make();
    if (value === undefined) return value;
    kept.delete(key);
    kept.set(key, { file, version, value });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
