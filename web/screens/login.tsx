import { useEffect, useRef, useState } from 'preact/hooks';
import { AskError } from '../api/ask.ts';
import { logIn } from '../api/log-in.ts';
import { whereTokensAre } from '../parts/needs-role.tsx';
import { Said } from '../parts/said.tsx';
import { Failure } from '../parts/states.tsx';
import { isLoginNeeded, isLoginWanted } from '../session.ts';
import { WORDS } from '../words.ts';

/** Where a token or a password becomes a session. Neither is kept by the page. */
export function Login() {
  const [error, setError] = useState<AskError | undefined>();
  const [isAsking, setIsAsking] = useState(false);
  const secret = useRef<HTMLInputElement>(null);
  useEffect(() => secret.current?.focus(), []);

  const tryIt = async (given: FormData): Promise<void> => {
    const text = (name: string): string => {
      const value = given.get(name);
      return typeof value === 'string' ? value : '';
    };
    setIsAsking(true);
    try {
      await logIn(text('user').trim(), text('secret'));
    } catch (thrown) {
      setError(thrown instanceof AskError ? thrown : new AskError('PAGE', String(thrown), WORDS.reload));
      secret.current?.select();
      secret.current?.focus();
    }
    setIsAsking(false);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement) void tryIt(new FormData(event.currentTarget));
  };
  return (
    <form class="card login" onSubmit={submit}>
      <h1>{WORDS.logIn}</h1>
      <p class="faint">
        <Said text={whereTokensAre('read')} />
      </p>
      <label>
        {WORDS.secret}
        <input ref={secret} name="secret" type="password" required autocomplete="current-password" aria-invalid={error !== undefined} />
      </label>
      <label>
        {WORDS.user}
        <input name="user" autocomplete="username" autocapitalize="off" spellcheck={false} />
      </label>
      <p class="actions">
        <button type="submit" disabled={isAsking}>
          {WORDS.logIn}
        </button>
        {isLoginNeeded.value ? null : (
          <button type="button" class="quiet" onClick={() => (isLoginWanted.value = false)}>
            {WORDS.back}
          </button>
        )}
      </p>
      {error === undefined ? null : <Failure error={error} />}
    </form>
  );
}
