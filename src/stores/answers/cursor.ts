import { type CallFilter, TeleError } from '../../core/index.ts';

/** The last one of a page: the next page begins after it. */
export interface PagePosition {
  readonly startedAt: number;
  readonly id: string;
}

/** The opaque text that `decodeCursor` reads back. */
export function encodeCursor(position: PagePosition): string {
  return Buffer.from(JSON.stringify([position.startedAt, position.id])).toString('base64url');
}

/** Throws `BAD_REQUEST` for a text that `encodeCursor` did not make. */
function decodeCursor(cursor: string): PagePosition {
  const position = parsePosition(Buffer.from(cursor, 'base64url').toString());
  // Decoding is lenient, so only a cursor that encodes back to itself is ours.
  if (position === undefined || encodeCursor(position) !== cursor) {
    throw new TeleError('BAD_REQUEST', 'The cursor is not one that a page gave.');
  }
  return position;
}

function parsePosition(text: string): PagePosition | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
    const startedAt: unknown = parsed[0];
    const id: unknown = parsed[1];
    return typeof startedAt === 'number' && typeof id === 'string' ? { startedAt, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the page that a filter asks for begins: after this position. Undefined for the first page. Throws `BAD_REQUEST` for a bad cursor or limit. */
export function pageStart(filter: Pick<CallFilter, 'limit' | 'cursor'>): PagePosition | undefined {
  if (!Number.isSafeInteger(filter.limit) || filter.limit < 1) {
    throw new TeleError('BAD_REQUEST', 'The limit of a page is a whole number of 1 or more.');
  }
  return filter.cursor === undefined ? undefined : decodeCursor(filter.cursor);
}
