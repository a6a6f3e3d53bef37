import { createEventText, type EventText, type ServerEvent } from './event-text.ts';
import { pageHeaders } from './page-headers.ts';

/** The time after which a feed that was refused is asked for again. */
const REFUSED_AGAIN_MS = 5000;
/** The same of a feed whose connection broke off, if the server has not said when. */
const BROKEN_AGAIN_MS = 3000;

/** A reader of a feed. */
export interface FeedReader {
  opened(): void;
  /** The feed is opened again automatically. */
  closed(isRefused: boolean): void;
  take(event: ServerEvent): void;
}

/**
 * Reads server-sent events for as long as they are wanted, and goes on behind the last one after a break. An EventSource cannot send the key of a session. Returns what
 * ends it.
 */
export function readEventStream(url: string, key: () => string | undefined, reader: FeedReader): () => void {
  const ending = new AbortController();
  const text = createEventText();
  let again: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const last = text.lastId === undefined ? {} : { 'last-event-id': text.lastId };
    const headers = { accept: 'text/event-stream', ...pageHeaders(key()), ...last };
    // A connection that fails or breaks off is no refusal.
    const isRefused = await readAnswer(fetch(url, { headers, cache: 'no-store', signal: ending.signal }), text, reader).catch(() => false);
    if (ending.signal.aborted) return;
    reader.closed(isRefused);
    again = setTimeout(() => void ask(), isRefused ? REFUSED_AGAIN_MS : (text.retryMs ?? BROKEN_AGAIN_MS));
  };
  void ask();
  return () => {
    clearTimeout(again);
    ending.abort();
  };
}

/** Reads an answer to its end. The result is whether it was a refusal. */
async function readAnswer(asked: Promise<Response>, text: EventText, reader: FeedReader): Promise<boolean> {
  const { ok, body, headers } = await asked;
  // A proxy may answer with a page of its own.
  if (!ok || body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    await body?.cancel();
    return true;
  }
  text.begin();
  reader.opened();
  const pieces = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read())
    for (const event of text.read(piece.value)) reader.take(event);
  return false;
}
