import { TeleError } from '../core/index.ts';
import type { DemoEvent, DemoItem } from '../demo/index.ts';

const TICK_MS = 100;
/** The clock was set, or the machine slept: what is due for longer is left out. Until then a packet keeps its own time. */
const LATE_SECONDS = 240;
/** How many events go into one request, and how many may wait for one. */
const POSTED_EVENTS = 500;
const WAITING_EVENTS = 10_000;
const POST_MS = 10_000;

/** Where traffic is sent, and by which clock. */
interface LiveOptions {
  /** Where HEP is taken, `host:port`. */
  readonly hep: string;
  readonly url: string;
  /** Unix seconds. */
  readonly now: () => number;
  /** Told of the first failure in a row. */
  readonly failed: (error: unknown) => void;
}

/** Sends items when their time has come: packets by UDP, events by HTTP. They come by time. */
export async function playLive(
  items: Iterator<DemoItem, void>,
  { hep, url, now, failed }: LiveOptions,
): Promise<{ stop(): Promise<void> }> {
  const { createSocket } = await import('node:dgram');
  const { encodePacket } = await import('../demo/index.ts');
  const socket = createSocket('udp4');
  // Nobody may listen any more.
  socket.on('error', failed);
  const [host, port] = [hep.slice(0, hep.lastIndexOf(':')), Number(hep.slice(hep.lastIndexOf(':') + 1))];
  const ending = new AbortController();
  let next = items.next();
  let waiting: DemoEvent[] = [];
  let posting: Promise<void> | undefined;
  let hasFailed = false;

  const post = (): void => {
    if (posting !== undefined || waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    posting = postEvents(url, events, ending.signal)
      .then(() => void (hasFailed = false))
      .catch((error: unknown) => {
        if (!hasFailed && !ending.signal.aborted) failed(error);
        hasFailed = true;
      })
      .finally(() => void (posting = undefined));
  };
  const tick = (): void => {
    for (const at = now(); next.done !== true && next.value.at <= at; next = items.next()) {
      const item = next.value;
      if (item.at < at - LATE_SECONDS) continue;
      if (item.kind === 'packet') socket.send(encodePacket(item), port, host);
      else if (waiting.length < WAITING_EVENTS) waiting.push(item);
    }
    post();
  };
  const timer = setInterval(tick, TICK_MS);
  return {
    async stop() {
      clearInterval(timer);
      ending.abort();
      await posting;
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

/** Posts events to a server, some hundred at once and in their order. Throws `SERVER_UNREACHABLE` when it does not take them. */
async function postEvents(url: string, events: readonly DemoEvent[], signal: AbortSignal): Promise<void> {
  for (let index = 0; index < events.length; index += POSTED_EVENTS) {
    const body = JSON.stringify(events.slice(index, index + POSTED_EVENTS).map(({ event }) => event));
    const limits = AbortSignal.any([signal, AbortSignal.timeout(POST_MS)]);
    const response = await fetch(new URL('/api/v1/events', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: limits,
    });
    const text = await response.text();
    if (!response.ok) throw new TeleError('SERVER_UNREACHABLE', `${url} answered ${response.status}: ${text.slice(0, 200)}`);
  }
}
