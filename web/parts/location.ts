import { useLocation } from 'preact-iso';

/** What the URL says behind its path, and a way to change some of it; an empty value leaves. Going back undoes a change. */
export function useUrlState(): readonly [Readonly<Record<string, string>>, (change: Readonly<Record<string, string | undefined>>) => void] {
  const { path, query, route } = useLocation();
  // Another choice begins at its first page.
  const set = (change: Readonly<Record<string, string | undefined>>): void =>
    route(`${path}${withChange(query, { ...change, cursor: undefined })}`);
  return [query, set];
}

/** The part of a URL behind its path, with some of it changed. */
export function withChange(query: Readonly<Record<string, string>>, change: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries({ ...query, ...change }).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
}
