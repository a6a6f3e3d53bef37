import { ERRORS, TeleError } from '../../core/index.ts';
import type { ApiClient } from '../api-client.ts';
import type { CommandIo } from '../command.ts';
import { feedEvent, type FeedEvent } from './feed-event.ts';
import { SentEventReader } from './sent-events.ts';

/** A server says something every 15 seconds: when nothing comes for so long, the connection is dead. */
const SILENT_MS = 40_000;
/** From one try to the next: it doubles up to the second. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

type Query = Readonly<Record<string, string | undefined>>;

/** What is known of the feed between two connections. */
interface Place {
  id?: string;
  /** When the last event came. */
  at: number;
  hasBye: boolean;
}

/**
 * Reads the live feed of a server until the command ends, several events at a time as they come. When the connection ends it is made again, and goes on after the last event; what is lost
 * is told. Throws when the server cannot be reached at first, and whenever it refuses.
 */
export async function* readFeed(api: ApiClient, query: Query, io: Pick<CommandIo, 'signal' | 'now'>): AsyncGenerator<readonly FeedEvent[]> {
  const place: Place = { at: io.now(), hasBye: false };
  let [pause, isFirst] = [FIRST_PAUSE_MS, true];
  while (!io.signal.aborted) {
    let reason = 'The connection has ended.';
    try {
      for await (const events of connection(api, query, io, place)) {
        [pause, isFirst] = [FIRST_PAUSE_MS, false];
        yield events;
      }
    } catch (error) {
      if (io.signal.aborted) return;
      if (isFirst || isRefusal(error)) throw error;
      reason = error instanceof TeleError ? error.message : reason;
    }
    if (io.signal.aborted) return;
    yield [{ event: 'lost', at: place.at, reason }];
    await sleep(pause, io.signal);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  }
}

async function* connection(
  api: ApiClient,
  query: Query,
  io: Pick<CommandIo, 'signal' | 'now'>,
  place: Place,
): AsyncGenerator<readonly FeedEvent[]> {
  const cut = new AbortController();
  let silent = setTimeout(() => cut.abort(), SILENT_MS);
  try {
    const lastEventId = place.id;
    const body = await api.follow('/api/v1/live', query, {
      signal: AbortSignal.any([cut.signal, io.signal]),
      ...(lastEventId === undefined ? {} : { lastEventId }),
    });
    const [reader, decoder] = [new SentEventReader(), new TextDecoder()];
    for await (const chunk of body) {
      clearTimeout(silent);
      silent = setTimeout(() => cut.abort(), SILENT_MS);
      const events = reader.take(decoder.decode(chunk, { stream: true })).flatMap((sent) => {
        const event = feedEvent(sent);
        if (sent.id !== undefined) place.id = sent.id;
        return event === undefined ? [] : [withTimes(event, place, io.now())];
      });
      place.at = io.now();
      if (events.length > 0) yield events;
    }
  } finally {
    clearTimeout(silent);
    cut.abort();
  }
}

function withTimes(event: FeedEvent, place: Place, now: number): FeedEvent {
  if (event.event === 'gap') return { ...event, since: place.at, until: now, isWholeBefore: place.hasBye };
  place.hasBye = event.event === 'bye' || (place.hasBye && event.event === 'hello');
  return event;
}

/** Whether to ask again would be answered in the same way. */
function isRefusal(error: unknown): boolean {
  return error instanceof TeleError && error.code !== 'SERVER_UNREACHABLE' && ERRORS[error.code].status < 500;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
