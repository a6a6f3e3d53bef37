import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TeleError, type DropReason, type TelephonyEvent } from '../../core/index.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createEventWriter } from './event-json.ts';
import { createPoster } from './post-events.ts';
import { Readings, type Reading } from './readings.ts';
import { eventsUrl, type ServerOptions } from './server-options.ts';
import { ShipQueue } from './ship-queue.ts';

/** Events of one request, and their bytes. A server takes 1,000 and 1 MiB. */
const BATCH_EVENTS = 1000;
const BATCH_BYTES = 512 * 1024;
/** Events are sent when so many wait, */
const SEND_EVENTS = 500;
/** or so long after the first of them, in milliseconds. */
const SEND_MS = 500;
const MAX_EVENTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;
const DRAIN_SECONDS = 5;

/** Sends events to a server, each once. */
export interface Shipper {
  /** Takes an event. It never throws, and waits for nothing. */
  take(event: TelephonyEvent): void;
  /** Takes a figure of the program itself. Of those that wait while the server is away, the newest is sent. */
  takeReading(reading: Reading): void;
  /** Begins to send. Rejects with `FILE_UNREADABLE` when the file of the token cannot be read. */
  start(): Promise<void>;
  /** Sends what waits at once. */
  flush(): void;
  /** Sends what waits, until the server has it or the time for it is over: then the rest is dropped and counted. */
  stop(): Promise<void>;
}

interface ShipperContext {
  /** Counts what the server will not get. */
  readonly lose: (reason: DropReason, count: number) => void;
}

/** Makes the shipper of one instance. Nothing of it keeps a process alive before it is stopped. */
export function createShipper(options: ServerOptions, { lose }: ShipperContext): Shipper {
  const { token, tokenFile, maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES, drainSeconds = DRAIN_SECONDS } = options;
  const write = createEventWriter();
  const queue = new ShipQueue(maxEvents, maxBytes);
  const readings = new Readings();
  const poster = createPoster(eventsUrl(options));
  const ending = new AbortController();
  const stopped = new AbortController();
  const readToken = async (): Promise<string | undefined> => (tokenFile === undefined ? token : readTokenFile(tokenFile));
  const delivery = createDelivery({ poster, readToken, lose, ending: ending.signal, isHeld: () => stopped.signal.aborted });
  const sender = createSender({ queue, readings, write, delivery, ending: ending.signal });
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    sender.send();
  };
  const sendSoon = (): void => {
    if (!isStarted || sender.sending !== undefined) return;
    if (queue.length >= SEND_EVENTS) send();
    else timer ??= setTimeout(send, SEND_MS).unref();
  };

  return {
    take(event) {
      if (ending.signal.aborted) return lose('not_acknowledged', 1);
      const dropped = queue.put(write(event));
      if (dropped > 0) lose('queue_full', dropped);
      sendSoon();
    },
    takeReading(reading) {
      if (ending.signal.aborted) return;
      if (!readings.put(reading)) lose('queue_full', 1);
      sendSoon();
    },
    async start() {
      // So that a program hears of it at once.
      await readToken();
      isStarted = true;
      send();
    },
    flush() {
      if (isStarted) send();
    },
    async stop() {
      isStarted = false;
      stopped.abort();
      poster.hold();
      const over = pause(drainSeconds * 1000, undefined, { signal: ending.signal }).then(
        () => ending.abort(),
        () => undefined,
      );
      send();
      // What comes while the last batch is on its way is sent too.
      while (sender.sending !== undefined) await sender.sending;
      ending.abort();
      await over;
      if (queue.length > 0) lose('not_acknowledged', queue.take(Infinity, Infinity).length);
      poster.close();
    },
  };
}

interface SenderContext {
  readonly queue: ShipQueue;
  readonly readings: Readings;
  readonly write: (event: TelephonyEvent) => string;
  readonly delivery: Delivery;
  readonly ending: AbortSignal;
}

/** Sends what waits, batch after batch, until nothing does. `sending` is undefined then. */
function createSender({ queue, readings, write, delivery, ending }: SenderContext): {
  readonly sending: Promise<void> | undefined;
  send(): void;
} {
  let sending: Promise<void> | undefined;
  const sendAll = async (): Promise<void> => {
    // Beside the queue, in which they would push out what happened.
    let read = readings.take().map(write);
    while (read.length + queue.length > 0 && !ending.aborted) {
      const lines = [...queue.take(BATCH_EVENTS - read.length, BATCH_BYTES), ...read];
      read = [];
      await delivery.deliver(lines);
    }
    sending = undefined;
  };
  return {
    get sending() {
      return sending;
    },
    send() {
      // A delivery does not reject: what fails is tried again or counted.
      if (readings.length + queue.length > 0) sending ??= sendAll();
    },
  };
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new TeleError('FILE_UNREADABLE', `server.tokenFile ${path} could not be read.`, error);
  }
}
