import { batch } from '@preact/signals';
import { isLoginNeeded, isLoginWanted, isRevealing, isWhoKnown, session } from '../session.ts';
import { WORDS } from '../words.ts';
import { ask, AskError, change, textIn } from './ask.ts';
import { forgetSessionKey, keepSessionKey } from './session-key.ts';

const PATH = '/api/v1/session';

/** Asks the server who looks at the page. Where it does not answer, the screens say so. */
export async function askWho(): Promise<void> {
  try {
    const known = await ask(PATH, {});
    batch(() => {
      session.value = known.login === 'needed' ? undefined : known;
      isLoginNeeded.value = known.login === 'needed';
    });
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (isLoginNeeded.value) session.value = undefined;
  } finally {
    isWhoKnown.value = true;
  }
}

/** Begins a session, with a token where there is no name of a user. Throws an `AskError`. */
export async function logIn(user: string, secret: string): Promise<void> {
  const authorization = user === '' ? bearer(secret) : basic(user, secret);
  const begun = await change('POST', PATH, { authorization }).catch((error: unknown) => {
    if (!isUnauthorized(error)) throw error;
    // What the server says is for programs.
    throw new AskError(error.code, WORDS.wrongLogin, WORDS.wrongLoginNext);
  });
  keepSessionKey(textIn(begun, 'key') ?? '');
  await askWho();
  batch(() => {
    isRevealing.value = false;
    // A browser that keeps no cookies is as it was.
    isLoginNeeded.value = session.value === undefined;
    isLoginWanted.value = false;
  });
}

/** Ends the session. Throws an `AskError`. */
export async function logOut(): Promise<void> {
  await change('DELETE', PATH, {}).catch((error: unknown) => {
    // It had ended before.
    if (!isUnauthorized(error)) throw error;
  });
  forgetSessionKey();
  batch(() => {
    isRevealing.value = false;
    session.value = undefined;
  });
  await askWho();
}

function isUnauthorized(error: unknown): error is AskError {
  return error instanceof AskError && error.code === 'UNAUTHORIZED';
}

function bearer(token: string): string {
  const text = token.trim();
  // A header has no other characters, and so has no token.
  if (!/^[\u0021-\u007e]+$/u.test(text)) throw new AskError('UNAUTHORIZED', WORDS.noToken, WORDS.noTokenNext);
  return `Bearer ${text}`;
}

function basic(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
