import { createChangeEncoder, type ProgramMark } from '../format/index.ts';
import type { StoreChange, TelephonyEvent } from '../core/index.ts';
import type { TakenTold } from './programs/told-queue.ts';
import type { HandedBatch } from './spool-intake.ts';
import { encodeStorable } from './store-encoding.ts';
import { type StoreLoss, type TakenChanges, WaitingChanges } from './waiting-changes.ts';

/** Most changes of one batch. */
const MAX_BATCH_CHANGES = 500;
/** Most batches that the store thread has not acknowledged yet. */
const MAX_UNACKNOWLEDGED = 4;
interface QueueContext {
  /** The number of the last change that the store already has. */
  readonly lastLsn: number;
  /** Hands a batch to the store thread. Resolves when it is in the spool or given up, with the number of changes lost. */
  readonly send: (batch: HandedBatch) => Promise<{ readonly lost: number }>;
  readonly lost: (count: number, reason: StoreLoss) => void;
  /** Takes the events that were told, once the batch with them is in the spool or given up, with the number of its last change. Absent: nobody tells any. */
  readonly kept?: (events: readonly TelephonyEvent[], lsn: number) => void;
}

/** What waits until all that has arrived is sent. */
interface Behind extends Pick<HandedBatch, 'count' | 'bytes'> {
  readonly sent: (lsn: number) => void;
}

/** Changes on their way from main to the store thread. It never blocks and holds a bounded number of them. */
export interface StoreQueue {
  /** Takes one change. Its messages become bytes at once. Changes of one call that have not been sent yet become one. */
  add(change: StoreChange): void;
  /** Takes an event of a program, which is kept with the changes that it made. False when too many wait. */
  tell(event: TelephonyEvent): boolean;
  /** Notes how far a program has told its events, to be kept with them. */
  mark(program: ProgramMark): void;
  /** Sends nothing while `work` runs, and what it has added together when it ends. Resolves then with the number that covers it. */
  together(work: () => Promise<void>): Promise<number>;
  /** Sends changes that are bytes already once all that waits is sent. Resolves then with their last number. */
  handOver(batch: Pick<HandedBatch, 'count' | 'bytes'>): Promise<number>;
  /** Sends what the store can take now. The result is the number that covers everything added so far. */
  flush(): number;
  /** Changes that were not sent yet. */
  waiting(): number;
  /** Sends everything and resolves when the store has answered it all. */
  drain(): Promise<void>;
}

/** Makes the queue of one store. */
export function createStoreQueue(context: QueueContext): StoreQueue {
  const waiting = new WaitingChanges(context.lost);
  const sender = new BatchSender(context, waiting);
  return {
    add: (change) => waiting.add(change),
    tell: (event) => waiting.told.tell(event),
    mark: (program) => waiting.told.mark(program),
    together: async (work) => sender.together(work),
    handOver: async (batch) => sender.handOver(batch),
    flush: () => sender.flush(),
    waiting: () => waiting.size,
    drain: async () => sender.drain(),
  };
}

/** Gives out the numbers, all in one order, and sends no more than the store can take. */
class BatchSender {
  readonly #context: QueueContext;
  readonly #waiting: WaitingChanges;
  readonly #encode = createChangeEncoder();
  readonly #behind: Behind[] = [];
  readonly #drained: (() => void)[] = [];
  #lsn: number;
  #unacknowledged = 0;
  #holds = 0;

  constructor(context: QueueContext, waiting: WaitingChanges) {
    this.#context = context;
    this.#waiting = waiting;
    this.#lsn = context.lastLsn;
  }

  flush(): number {
    // A failed send is counted inside.
    while (this.#waiting.size > 0 && this.#canSend()) void this.#sendOne(this.#waiting.take(MAX_BATCH_CHANGES));
    this.#sendBehind();
    return this.#lsn + this.#waiting.size;
  }

  async together(work: () => Promise<void>): Promise<number> {
    this.#holds += 1;
    await work().finally(() => {
      this.#holds -= 1;
    });
    // Flushes before the next hold can begin.
    return this.flush();
  }

  handOver(batch: Pick<HandedBatch, 'count' | 'bytes'>): Promise<number> {
    return new Promise((sent) => {
      this.#behind.push({ ...batch, sent });
      this.flush();
    });
  }

  drain(): Promise<void> {
    this.flush();
    if (this.#isDone()) return Promise.resolve();
    return new Promise((resolve) => void this.#drained.push(resolve));
  }

  /** What has arrived comes first: a number that was given out for it must not be reached by what came from elsewhere. */
  #sendBehind(): void {
    while (this.#waiting.size === 0 && this.#canSend()) {
      const next = this.#behind.shift();
      if (next === undefined) return;
      this.#lsn += next.count;
      void this.#sendOff({ lsn: this.#lsn, count: next.count, bytes: next.bytes }, undefined);
      next.sent(this.#lsn);
    }
  }

  async #sendOne({ changes, told }: TakenChanges): Promise<void> {
    const { count, bytes } = encodeStorable(changes, this.#encode);
    if (count < changes.length) this.#context.lost(changes.length - count, 'malformed');
    if (count === 0) return;
    // What cannot be stored leaves a gap, for a number that was given out must be reached.
    this.#lsn += changes.length;
    await this.#sendOff({ lsn: this.#lsn, count, bytes, ...toldPart(told) }, told);
  }

  async #sendOff(batch: HandedBatch, told: TakenTold | undefined): Promise<void> {
    this.#unacknowledged += 1;
    await sendBatch(batch, told, this.#context);
    this.#unacknowledged -= 1;
    if (this.#behind.length + this.#drained.length > 0) this.flush();
    if (this.#isDone()) for (const done of this.#drained.splice(0)) done();
  }

  #canSend(): boolean {
    return this.#unacknowledged < MAX_UNACKNOWLEDGED && this.#holds === 0;
  }

  #isDone(): boolean {
    return this.#waiting.size === 0 && this.#unacknowledged === 0;
  }
}

/** What is lost of it is counted. */
async function sendBatch(batch: HandedBatch, taken: TakenTold | undefined, { send, lost, kept }: QueueContext): Promise<void> {
  try {
    const answer = await send(batch);
    if (answer.lost > 0) lost(answer.lost, 'store_failed');
  } catch {
    lost(batch.count, 'store_failed');
  }
  if (taken !== undefined) kept?.(taken.events, batch.lsn);
}

function toldPart(taken: TakenTold | undefined): Pick<HandedBatch, 'told'> {
  return taken === undefined ? {} : { told: { programs: taken.change.programs, lengthBytes: taken.change.events.length } };
}
