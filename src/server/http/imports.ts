import { type Clock, TeleError } from '../../core/index.ts';
import { cancelled } from '../imports/cancelled.ts';
import type { ImportOrder } from '../imports/fed-import.ts';
import type { HttpFromImport, ImportBatch, ImportFromHttp, MainFromHttp, StoreFromHttp } from '../messages.ts';
import { answerCalls, asTeleError, createCaller, type Caller } from '../thread-port.ts';
import { MAIN_DEADLINE_SECONDS } from './app-context.ts';
import { type Chunks, ChunkThreads } from './chunk-threads.ts';

/** Imports at a time: each is a thread that has a core to do with, and its open calls in memory. */
const MAX_IMPORTS = 2;
/** How long main may have to hand over what has arrived before, and to count. */
const HAND_SECONDS = 10;
/** How long the store may take for a batch, with all that came before it. */
const APPLY_SECONDS = 60;

/** One import into the store of this server: the chunks are those of its report. */
export interface Import extends Chunks {
  /** Takes the next piece; undefined: there is none. Resolves when the one after it may come. Throws what has ended the import. */
  feed(bytes: Uint8Array | undefined): Promise<void>;
  /** Resolves when it has ended, whoever ended it. */
  readonly gone: Promise<void>;
  /** Number of its calls in the store. */
  storedCalls(): number;
}

/** An import that is under way. */
export interface RunningImport {
  readonly id: string;
  /** Of the capture. */
  readonly name: string;
  /** Unix seconds. */
  readonly startedAt: number;
  /** What was read of it. */
  readonly lengthBytes: number;
  /** Number of its calls in the store. */
  readonly calls: number;
}

/** Starts imports. */
export interface Imports {
  /** Throws `STORE_BUSY` at once when there are as many as may be. */
  open(order: Omit<ImportOrder, 'settings' | 'key'>): Promise<Import>;
  /** Those under way, the oldest first. */
  list(): readonly RunningImport[];
  /** Cancels one. Resolves when its whole calls are in the store and nothing of it is left: false when there is none of this id. */
  cancel(id: string): Promise<boolean>;
  /** Cancels all of them. Resolves when nothing of them is left. */
  close(): Promise<void>;
}

interface Running extends Omit<RunningImport, 'calls'> {
  lengthBytes: number;
  readonly stored: { readonly calls: number };
  /** By its id, not by who sends the capture. */
  isCancelled: boolean;
  readonly end: () => void;
  readonly gone: Promise<void>;
}

interface ImportsContext {
  readonly main: Caller<MainFromHttp>;
  readonly store: Caller<StoreFromHttp>;
  /** The key of the pseudonyms. */
  readonly key: Uint8Array;
  readonly now: Clock;
}

/** Imports into the store of a server, each in a thread of its own. */
export function createImports({ main, store, key, now }: ImportsContext): Imports {
  const threads = new ChunkThreads('import', MAX_IMPORTS);
  const append = createAppend(main, store);
  const running = new Map<string, Running>();
  let last = 0;
  const begin = async (caller: Caller<ImportFromHttp>, order: Omit<ImportOrder, 'settings' | 'key'>): Promise<void> => {
    const { settings } = await main.call('importSettings', {}, MAIN_DEADLINE_SECONDS);
    await caller.call('open', { ...order, settings, key });
  };
  return {
    async open(order) {
      const stored = { calls: 0 };
      const { chunks, asks, gone } = await threads.open({}, (worker) => {
        const caller = createCaller<ImportFromHttp>(worker, 'STORE_STUCK', 'import');
        answerCalls<HttpFromImport>(worker, {
          append: async (batch) => append(batch).then(() => ({ calls: (stored.calls += batch.calls) })),
          count: async (counted) => main.call('countImported', counted, HAND_SECONDS),
        });
        return askedThread(caller, async () => begin(caller, order));
      });
      last += 1;
      const id = String(last);
      const one: Running = {
        id,
        name: order.name,
        startedAt: now(),
        lengthBytes: 0,
        stored,
        isCancelled: false,
        end: () => chunks.end(),
        gone,
      };
      running.set(id, one);
      void gone.then(() => running.delete(id));
      return {
        async feed(bytes) {
          one.lengthBytes += bytes?.length ?? 0;
          await asks.feed(bytes).catch((error: unknown) => {
            throw one.isCancelled ? cancelled() : error;
          });
        },
        gone,
        storedCalls: () => stored.calls,
        next: async () => chunks.next(),
        end: () => chunks.end(),
      };
    },
    list: () => Array.from(running.values(), listed),
    async cancel(id) {
      const one = running.get(id);
      if (one === undefined) return false;
      one.isCancelled = true;
      one.end();
      await one.gone;
      return true;
    },
    close: async () => threads.close(),
  };
}

/** Requests to the thread of an import. */
function askedThread(caller: Caller<ImportFromHttp>, begin: () => Promise<void>) {
  return {
    feed: async (bytes: Uint8Array | undefined) =>
      void (await (bytes === undefined ? caller.call('end', {}) : caller.call('feed', { bytes }))),
    next: async () => caller.call('next', {}),
    close: () => caller.tell('close', {}),
    fail: (error: TeleError) => caller.fail(error),
    begin,
  };
}

function listed({ id, name, startedAt, lengthBytes, stored }: Running): RunningImport {
  return { id, name, startedAt, lengthBytes, calls: stored.calls };
}

/** Returns what puts a batch into the store: behind what has arrived, and only then is the next one asked for, so that an import never fills the spool. */
function createAppend(main: Caller<MainFromHttp>, store: Caller<StoreFromHttp>): (batch: ImportBatch) => Promise<void> {
  const unwritable = async (error: unknown): Promise<TeleError> => {
    const health = await store.call('health', {}, MAIN_DEADLINE_SECONDS).catch(() => undefined);
    return health?.failure === undefined ? asTeleError(error) : new TeleError('STORE_UNWRITABLE', health.failure.message);
  };
  return async (batch) => {
    if (batch.count === 0) return;
    const { lsn } = await main.call('importBatch', batch, HAND_SECONDS, [batch.bytes.buffer]).catch(async (error: unknown) => {
      throw await unwritable(error);
    });
    const { isApplied, reason } = await store.call('applied', { lsn }, APPLY_SECONDS);
    if (!isApplied) throw new TeleError('STORE_UNWRITABLE', reason ?? 'What the import has found cannot be written at the moment.');
  };
}
