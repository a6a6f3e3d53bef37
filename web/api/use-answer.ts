import { useEffect, useState } from 'preact/hooks';
import { ask, AskError, type Answer, type Path, type Query } from './ask.ts';

/** What is known of an answer: the newest one, whether another is on its way, and why the last one failed. */
export interface Asked<P extends Path> {
  readonly answer: Answer<P> | undefined;
  readonly error: AskError | undefined;
  readonly isLoading: boolean;
}

/**
 * Asks the server when what is asked changes, and again every `everySeconds`. The answer before stays until the next one is there, also when that fails.
 * Nothing is asked while nobody looks at the page, nor when `isAsked` is false. Another `again` asks at once.
 */
export function useAnswer<P extends Path>(
  path: P,
  query: Query<P>,
  options: {
    readonly names?: Readonly<Record<string, string>>;
    readonly everySeconds?: number;
    readonly isAsked?: boolean;
    readonly again?: number;
  } = {},
): Asked<P> {
  const { names, everySeconds, isAsked = true, again: asks } = options;
  const [asked, setAsked] = useState<Asked<P> & { readonly of?: string }>({ answer: undefined, error: undefined, isLoading: true });
  const key = JSON.stringify([path, query, names]);
  useEffect(() => {
    if (!isAsked) return undefined;
    const ending = new AbortController();
    const again = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const answer = await ask(path, query, { signal: ending.signal, ...(names === undefined ? {} : { names }) });
        setAsked({ of: key, answer, error: undefined, isLoading: false });
      } catch (error) {
        if (ending.signal.aborted) return;
        const told = error instanceof AskError ? error : new AskError('PAGE', String(error), 'Reload the page.');
        // What was answered to another question is no answer to this one.
        setAsked((before) => ({ of: key, answer: before.of === key ? before.answer : undefined, error: told, isLoading: false }));
      }
    };
    setAsked((before) => ({ ...before, isLoading: true }));
    void again();
    const timer = everySeconds === undefined ? undefined : setInterval(() => void again(), everySeconds * 1000);
    const shown = (): void => void again();
    document.addEventListener('visibilitychange', shown);
    return () => {
      ending.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', shown);
    };
    // `key` says all of what is asked.
  }, [key, everySeconds, isAsked, asks]);
  return asked;
}
