import type { Delivery } from './send-request.ts';
import type { DueNotification } from './alert-groups.ts';
import type { Notification } from './told-alert.ts';

/** What became of notifications since it was asked last. */
export interface DeliveryCounts {
  readonly sent: number;
  readonly failed: number;
}

interface Parts {
  /** What is to be told now. */
  due(): DueNotification | undefined;
  send(notification: Notification): Promise<Delivery>;
  /** Seconds of a clock that nobody sets. */
  clock(): number;
  /** Something is to be told of it in the log: the first failure, and that it works again. */
  note(level: 'warn' | 'info', message: string): void;
}

/** From one try to the next, doubled each time. */
const FIRST_RETRY_SECONDS = 2;
const MOST_RETRY_SECONDS = 300;

/**
 * Tells one receiver of one group after the other. What waits is no list: it is what the groups say is due, as it is when its turn comes, so a receiver that is slow or
 * away is told the newest state, and costs no memory.
 */
export class ReceiverTurns {
  readonly #parts: Parts;
  #isSending = false;
  #isEnded = false;
  #failures = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;
  #sent = 0;
  #failed = 0;
  #settled = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Why it cannot be told at the moment. Undefined when all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** How many notifications were taken since the start. */
  get settled(): number {
    return this.#settled;
  }

  /** What was counted since the last time. */
  takeCounts(): DeliveryCounts {
    const counts = { sent: this.#sent, failed: this.#failed };
    this.#sent = 0;
    this.#failed = 0;
    return counts;
  }

  /** No further turn. */
  end(): void {
    this.#isEnded = true;
  }

  /** Tells of what is due, unless a turn is under way or the receiver has failed just now. */
  async turn(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (!this.#isEnded && this.#parts.clock() >= this.#retryAt) {
        const due = this.#parts.due();
        if (due === undefined) return;
        const delivery = await this.#parts.send(due.notification);
        if (this.#isEnded) return;
        if (delivery.isSent) due.settle();
        else if (delivery.isPermanent) due.postpone();
        this.#judge(delivery);
      }
    } finally {
      this.#isSending = false;
    }
  }

  #judge(delivery: Delivery): void {
    if (delivery.isSent) {
      this.#sent += 1;
      this.#settled += 1;
      if (this.#problem !== undefined) this.#parts.note('info', 'can be told again');
      this.#problem = undefined;
      this.#failures = 0;
      return;
    }
    this.#failed += 1;
    if (this.#problem !== delivery.reason) this.#parts.note('warn', delivery.reason);
    this.#problem = delivery.reason;
    const seconds = Math.min(MOST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#retryAt = this.#parts.clock() + seconds;
  }
}
