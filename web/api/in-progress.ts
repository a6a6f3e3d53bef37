import type { Answer } from './ask.ts';
import { pageHeaders } from './page-headers.ts';

export type LiveCall = Answer<'/api/v1/calls'>['calls'][number];

const MOST_CALLS = 100;
/** Between two questions, however many gaps the feed tells of. */
const AGAIN_MS = 2000;

/** Asks which calls are in progress. */
export interface InProgress {
  /** What is known is not whole: it is asked, now or soon. */
  ask(): void;
  /** The feed told of this call: what was asked before is older. */
  told(id: string): void;
  end(): void;
}

/**
 * Asks beside the feed at an address which calls in progress it tells of, newest first, and asks again until there is an answer. `take` gets them, and those of
 * which the feed has told since they were asked for. `key`: that of the session.
 */
export function askInProgress(
  feed: string,
  key: () => string | undefined,
  take: (named: readonly LiveCall[], told: ReadonlySet<string>) => void,
): InProgress {
  const url = new URL('calls', feed);
  url.search = new URL(feed).search;
  url.searchParams.set('active', 'true');
  url.searchParams.set('limit', String(MOST_CALLS));
  const ending = new AbortController();
  const told = new Set<string>();
  let isWanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    isWanted = false;
    told.clear();
    try {
      const named = await namedAt(url, key(), ending.signal);
      if (named !== undefined) take(named, told);
    } catch {
      isWanted = true;
    }
    if (ending.signal.aborted) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) start();
    }, AGAIN_MS);
  };
  let isAsking = false;
  const start = (): void => {
    isAsking = true;
    void ask().finally(() => (isAsking = false));
  };
  return {
    ask() {
      isWanted = true;
      if (!isAsking && timer === undefined) start();
    },
    told(id) {
      if (isAsking) told.add(id);
    },
    end() {
      ending.abort();
      clearTimeout(timer);
    },
  };
}

/** Undefined when the server refuses: so it does the feed, and when that is open again it is asked anew. Rejects when it does not answer. */
async function namedAt(url: URL, key: string | undefined, signal: AbortSignal): Promise<readonly LiveCall[] | undefined> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json', ...pageHeaders(key) } });
  if (response.status >= 500) throw new Error(response.statusText);
  if (!response.ok) return undefined;
  // The types are made from the document that describes this answer.
  return ((await response.json()) as Answer<'/api/v1/calls'>).calls;
}
