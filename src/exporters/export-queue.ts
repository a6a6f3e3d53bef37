import type { Sender, Sent } from './sent.ts';

/** Why something was not exported. */
export type OtlpLoss = 'queue_full' | 'refused' | 'not_acknowledged';

interface QueueContext<Item, Batch> {
  readonly sender: Sender<Batch>;
  /** Most items that wait, most that are sent at once, and how long a batch waits to become full. */
  readonly queueItems: number;
  readonly batchItems: number;
  readonly delaySeconds: number;
  readonly batchOf: (items: readonly Item[]) => Batch;
  /** What an item counts for. Absent: one. */
  readonly weigh?: (item: Item) => number;
  /** Told what was lost, in what is counted. */
  readonly lost: (reason: OtlpLoss, count: number) => void;
  /** Told what the collector has taken. */
  readonly taken?: (count: number) => void;
  /** Told that a try is over, whatever came of it. */
  readonly tried?: () => void;
  /** From 0 to 1: spreads the tries of many. */
  readonly random: () => number;
  readonly after: (seconds: number, callback: () => void) => () => void;
}

/** How the export is. */
export interface QueueState {
  readonly waiting: number;
  /** What the collector has taken since the start. */
  readonly exported: number;
  /** Why the last try failed, and how many have since one was taken whole. Absent when the last one was. */
  readonly failure?: {
    readonly reason: string;
    readonly tries: number;
    /** What was refused is lost, and not sent again. */
    readonly isRefused: boolean;
    /** From the last try to the next one; 0 when what was refused is not tried again. */
    readonly pauseSeconds: number;
  };
}

const FIRST_WAIT_SECONDS = 1;
const MOST_WAIT_SECONDS = 30;
/** A collector that asks for more is asked again after it all the same. */
const MOST_ASKED_SECONDS = 600;

/** Waits before a collector: whatever it does, no more is kept than was said, the oldest goes first, and what is lost is counted. One batch is on its way at a time. */
export class ExportQueue<Item, Batch> {
  readonly #context: QueueContext<Item, Batch>;
  #items: Item[] = [];
  #sending: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #exported = 0;
  #tries = 0;
  #reason = '';
  #isRefused = false;
  #pauseSeconds = 0;
  /** The collector itself has said how long to wait. */
  #isAsked = false;
  #isClosed = false;

  constructor(context: QueueContext<Item, Batch>) {
    this.#context = context;
  }

  add(items: readonly Item[]): void {
    if (this.#isClosed) {
      this.#lose('not_acknowledged', items);
      return;
    }
    this.#items.push(...items);
    this.#trim();
    if (this.#sending !== undefined || this.#items.length === 0) return;
    // A wait that a failure asked for is not cut short by what comes in.
    if (!this.#isFailing && this.#items.length >= this.#context.batchItems) this.#begin();
    else this.#wait(this.#context.delaySeconds);
  }

  get state(): QueueState {
    const [reason, tries, isRefused, pauseSeconds] = [this.#reason, this.#tries, this.#isRefused, this.#pauseSeconds];
    return {
      waiting: this.#items.length,
      exported: this.#exported,
      ...(tries === 0 ? {} : { failure: { reason, tries, isRefused, pauseSeconds } }),
    };
  }

  /** Sends what waits as long as the collector takes it, within so many seconds; the rest is lost. */
  async close(seconds: number): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const { after, sender } = this.#context;
    let isLate = false;
    const late = new Promise<void>((resolve) =>
      after(seconds, () => {
        isLate = true;
        resolve();
      }),
    );
    // A collector that has failed is asked once more: it may be back.
    let mayFail = !this.#isAsked;
    while (!isLate) {
      if (this.#sending === undefined && this.#items.length > 0 && (mayFail || !this.#isFailing)) {
        mayFail &&= !this.#isFailing;
        this.#begin();
      }
      if (this.#sending === undefined) break;
      await Promise.race([this.#sending, late]);
    }
    this.#isClosed = true;
    sender.close();
    // What was on its way and is not answered by now comes back, and is lost with the rest.
    await this.#sending;
    this.#lose('not_acknowledged', this.#items.splice(0));
  }

  /** What waits is sent after a pause. */
  get #isFailing(): boolean {
    return this.#tries > 0 && !this.#isRefused;
  }

  #begin(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sending = this.#send();
  }

  #wait(seconds: number): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#context.after(seconds, () => {
      this.#cancel = undefined;
      this.#begin();
    });
  }

  async #send(): Promise<void> {
    const { batchItems, batchOf, sender } = this.#context;
    const batch = this.#items.splice(0, batchItems);
    let sent: Sent;
    try {
      sent = await sender.send(batchOf(batch));
    } catch {
      // What cannot even be made into a request would fail again and again.
      sent = { kind: 'refused', reason: 'could not be made into a request' };
    }
    this.#sending = undefined;
    this.#settle(sent, batch);
    this.#context.tried?.();
  }

  #settle(sent: Sent, batch: readonly Item[]): void {
    if (sent.kind === 'taken') this.#taken(sent, batch);
    else {
      this.#failed(sent.reason, sent.kind === 'refused');
      this.#pauseSeconds = sent.kind === 'again' ? this.#pause(sent.afterSeconds) : 0;
      this.#isAsked = sent.kind === 'again' && sent.afterSeconds !== undefined;
      if (sent.kind === 'refused') this.#lose('refused', batch);
      else {
        this.#items = [...batch, ...this.#items];
        this.#trim();
      }
    }
    if (this.#isClosed || this.#items.length === 0) return;
    if (sent.kind === 'again') this.#wait(this.#pauseSeconds);
    else if (this.#items.length >= this.#context.batchItems) this.#begin();
    else this.#wait(this.#context.delaySeconds);
  }

  #taken({ rejected: told, message }: Extract<Sent, { kind: 'taken' }>, batch: readonly Item[]): void {
    const weight = this.#weight(batch);
    const rejected = Math.min(told, weight);
    this.#exported += weight - rejected;
    this.#context.taken?.(weight - rejected);
    if (rejected === 0) this.#tries = 0;
    else {
      this.#failed(message === undefined ? 'rejected a part of a batch' : `rejected a part of a batch (${message})`, true);
      this.#context.lost('refused', rejected);
    }
  }

  #failed(reason: string, isRefused: boolean): void {
    // How long the next wait is goes by the tries that are waited for.
    this.#tries = isRefused === this.#isRefused ? this.#tries + 1 : 1;
    this.#isRefused = isRefused;
    this.#reason = reason;
  }

  /** Doubles from try to try. Nobody is asked sooner than he wants. */
  #pause(askedSeconds = 0): number {
    const own = Math.min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(10, this.#tries - 1));
    return Math.max(own * (0.75 + this.#context.random() / 2), Math.min(MOST_ASKED_SECONDS, askedSeconds));
  }

  #trim(): void {
    const over = this.#items.length - this.#context.queueItems;
    if (over > 0) this.#lose('queue_full', this.#items.splice(0, over));
  }

  #weight(items: readonly Item[]): number {
    const { weigh } = this.#context;
    return weigh === undefined ? items.length : items.reduce((sum, item) => sum + weigh(item), 0);
  }

  #lose(reason: OtlpLoss, items: readonly Item[]): void {
    const count = this.#weight(items);
    if (count > 0) this.#context.lost(reason, count);
  }
}
