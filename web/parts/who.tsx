import { useState } from 'preact/hooks';
import { logOut } from '../api/log-in.ts';
import { isLoginNeeded, isLoginWanted, session } from '../session.ts';
import { WORDS } from '../words.ts';

/** Who looks at the page, with the way out; where the server needs no credentials, the way in for those who have some. */
export function Who() {
  const [isAsking, setIsAsking] = useState(false);
  const known = session.value;
  if (known === undefined || isLoginNeeded.value) return null;
  if (known.login === 'none')
    return (
      <button type="button" class="quiet" onClick={() => (isLoginWanted.value = true)}>
        {WORDS.logIn}
      </button>
    );
  const leave = async (): Promise<void> => {
    setIsAsking(true);
    // Where the server does not answer, the screens say so, and the session goes on.
    await logOut().catch(() => undefined);
    setIsAsking(false);
  };
  return (
    <span class="who">
      <span title={WORDS.rolesOf(known.roles.join(', '))}>{known.name}</span>
      {known.login === 'session' ? (
        <button type="button" class="quiet" disabled={isAsking} onClick={() => void leave()}>
          {WORDS.logOut}
        </button>
      ) : null}
    </span>
  );
}
