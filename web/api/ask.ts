import { at } from '../place.ts';
import { isLoginNeeded } from '../session.ts';
import type { Answers } from './types.generated.ts';

/** A path of the API that is asked with GET and answers JSON. */
export type Path = keyof Answers;
export type Query<P extends Path> = Answers[P]['query'];
export type Answer<P extends Path> = Answers[P]['answer'];

/** Why there is no answer: what the server said (RFC 9457), or that it said nothing. */
export class AskError extends Error {
  readonly code: string;
  /** What to do about it. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Asks the server. `names` fills what stands in braces in the path. Throws an `AskError`; an `AbortError` when `signal` ended it. */
export async function ask<P extends Path>(
  path: P,
  query: Query<P>,
  options: { readonly names?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<Answer<P>> {
  const { names = {}, signal } = options;
  const filled = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(names[name] ?? ''));
  const response = await send(`${filled}${queryText(query)}`, signal === undefined ? {} : { signal });
  if (response.status === 401) isLoginNeeded.value = true;
  if (!response.ok) throw await problemOf(response);
  // The types are made from the document that describes this answer.
  return (await response.json()) as Answer<P>;
}

/** Has the server change something that has no answer. Throws an `AskError`. */
export async function change(method: 'POST' | 'DELETE', path: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await send(path, { method, headers });
  if (!response.ok) throw await problemOf(response);
}

async function send(
  path: string,
  { headers, ...init }: { readonly headers?: Readonly<Record<string, string>> } & Omit<RequestInit, 'headers'>,
) {
  // By the second header the server knows that a 401 is for the page, and not for the browser to ask for a password.
  return fetch(at(path), { ...init, headers: { accept: 'application/json', 'x-requested-with': 'ringscope', ...headers } }).catch(
    (error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new AskError('OFFLINE', 'The server does not answer.', 'Is it running? The page asks again by itself.');
    },
  );
}

/** The part of a URL behind the path. Empty values are left out. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

async function problemOf(response: Response): Promise<AskError> {
  const body: unknown = await response.json().catch(() => undefined);
  const said = (name: string, otherwise: string): string => {
    if (typeof body !== 'object' || body === null) return otherwise;
    const value: unknown = Reflect.get(body, name);
    return typeof value === 'string' ? value : otherwise;
  };
  return new AskError(said('code', String(response.status)), said('detail', response.statusText), said('hint', ''));
}
