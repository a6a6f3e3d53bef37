import type { DueNotification } from './alert-groups.ts';
import type { Notification } from './told-alert.ts';

/** When a sign of life is due: once in an interval, by a clock that nobody sets. One that could not be sent is not made up for. */
export class Beats {
  readonly #receiver: string;
  readonly #everySeconds: number;
  readonly #clock: () => number;
  #nextAt = Number.NEGATIVE_INFINITY;
  #isAlive = false;

  constructor(receiver: string, everySeconds: number, clock: () => number) {
    this.#receiver = receiver;
    this.#everySeconds = everySeconds;
    this.#clock = clock;
  }

  /** What the sign would say. */
  update(isAlive: boolean): void {
    this.#isAlive = isAlive;
  }

  due(): DueNotification | undefined {
    if (!this.#isAlive || this.#clock() < this.#nextAt) return undefined;
    const notification: Notification = {
      receiver: this.#receiver,
      groupKey: '{}:{}',
      groupLabels: {},
      status: 'firing',
      alerts: [],
      truncated: 0,
      at: 0,
    };
    const settle = (): void => {
      this.#nextAt = this.#clock() + this.#everySeconds;
    };
    return { notification, settle, postpone: settle };
  }
}
