import type { PostAnswer } from './post-events.ts';

/** What a server says when it cannot take these events, however often they are sent. */
const UNTAKABLE: ReadonlySet<unknown> = new Set(['BAD_REQUEST', 'BODY_TOO_LARGE']);

/** Why events are to be sent again. */
export interface Failure {
  /** How long the server asks to wait. */
  readonly seconds: number;
  readonly why: string;
  /** It will not take them by itself. */
  readonly isWrong: boolean;
  /** It does not know who sends them. */
  readonly isUnknown?: boolean;
}

/** What an answer means: taken, but so many that are no events; none taken because of one of them; another program uses the same instance; or to be sent again. */
export type Judged = { readonly rejected: number } | 'untakable' | 'clash' | Failure;

/** What of an answer is looked at. */
interface Answer {
  readonly sequence?: number;
  readonly rejected?: unknown;
  readonly code?: string;
}

/** Judges what a server said to events of which the last has this number. */
export function judgeAnswer({ status, text, retryAfterSeconds: seconds = 0 }: PostAnswer, last: number): Judged {
  const { sequence = 0, rejected, code } = parse(text);
  if (status === 200 && sequence > last) return 'clash';
  if (status === 200) return { rejected: Array.isArray(rejected) ? rejected.length : 0 };
  if (UNTAKABLE.has(code)) return 'untakable';
  const isBusy = status === 429 || status >= 500;
  const why = `it answers ${status}${code === undefined ? '' : ` (${code})`}`;
  return { seconds, why, isWrong: !isBusy, isUnknown: status === 401 || status === 403 };
}

function parse(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    // Its fields are looked at one by one.
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
