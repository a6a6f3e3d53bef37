import { at } from '../place.ts';
import { isLoginNeeded } from '../session.ts';
import { pageHeaders } from './page-headers.ts';
import { sessionKey } from './session-key.ts';
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

/** Has the server change something. The result is its answer, undefined when that is empty. Throws an `AskError`. */
export async function change(method: 'POST' | 'DELETE', path: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await send(path, { method, headers });
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? undefined : response.json();
}

/** A text in an answer, under this name. */
export function textIn(answer: unknown, name: string): string | undefined {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

async function send(
  path: string,
  { headers, ...init }: { readonly headers?: Readonly<Record<string, string>> } & Omit<RequestInit, 'headers'>,
) {
  const all = { accept: 'application/json', ...pageHeaders(sessionKey()), ...headers };
  return fetch(at(path), { ...init, headers: all }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new AskError('OFFLINE', 'The server does not answer.', 'Is it running? The page asks again by itself.');
  });
}

/** The part of a URL behind the path. Empty values are left out. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

async function problemOf(response: Response): Promise<AskError> {
  const body: unknown = await response.json().catch(() => undefined);
  const said = (name: string, otherwise: string): string => textIn(body, name) ?? otherwise;
  return new AskError(said('code', String(response.status)), said('detail', response.statusText), said('hint', ''));
}
