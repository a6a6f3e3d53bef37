import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { askWho } from '../api/log-in.ts';
import { watchSessionKey } from '../api/session-key.ts';
import { Login } from '../screens/login.tsx';
import { isLoginNeeded, isLoginWanted, isShutOut, isWhoKnown, session } from '../session.ts';
import { WORDS } from '../words.ts';
import { NeedsRole } from './needs-role.tsx';
import { Loading } from './states.tsx';

/** Roles may be taken away, and a session may end, while nothing else is asked. */
const ASK_MS = 60_000;

/** Lets those see the screens who may, and shows the others how to log in. The path stays, so a login leads to the screen that was asked for. */
export function Gate({ children }: { readonly children: ComponentChildren }) {
  useEffect(() => {
    const again = (): void => {
      if (!document.hidden && !isLoginNeeded.value) void askWho();
    };
    void askWho();
    const timer = setInterval(again, ASK_MS);
    document.addEventListener('visibilitychange', again);
    // Another tab has logged in or out, and so has this one.
    const unwatch = watchSessionKey(() => void askWho());
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
      unwatch();
    };
  }, []);
  if (!isWhoKnown.value) return <Loading />;
  if (isLoginNeeded.value || isLoginWanted.value) return <Login />;
  if (isShutOut.value) return <NeedsRole what={WORDS.mayNotRead(session.value?.name ?? '')} role="read" />;
  return <>{children}</>;
}
