import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { AskError } from '../api/ask.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { Failure } from './states.tsx';

const AGAIN_MS = 5000;
/** Stands with the place in the history for which the page was loaded again, so that this happens once for each visit. */
const LOADED_AGAIN = 'loaded-again';

/**
 * A screen whose script is loaded when it is opened first. Where the server does not answer, that is said, and the page is loaded again once it does: a browser
 * does not ask anew for a script that it could not load.
 */
export function screen(load: () => Promise<ComponentType>) {
  return lazy(async () => load().catch(() => Unreachable));
}

function Unreachable() {
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const look = async (): Promise<void> => {
      const { ok } = await fetch(at('/livez'));
      if (!ok) return;
      clearInterval(timer);
      // The server has the page, and still not this part of it.
      if (history.state === LOADED_AGAIN) return setLost(true);
      history.replaceState(LOADED_AGAIN, '');
      location.reload();
    };
    const lookOrWait = (): void => void look().catch(() => undefined);
    const timer = setInterval(lookOrWait, AGAIN_MS);
    lookOrWait();
    return () => clearInterval(timer);
  }, []);
  const error = isLost
    ? new AskError('NOT_FOUND', WORDS.screenLost, WORDS.screenLostNext)
    : new AskError('OFFLINE', WORDS.unreachableWhat, WORDS.unreachableNext);
  return (
    <>
      <h1>{WORDS.unreachable}</h1>
      <Failure error={error} />
    </>
  );
}
