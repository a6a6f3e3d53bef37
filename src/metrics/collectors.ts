/** Reads what nothing moves by itself, such as the size of a queue, and sets the metrics that show it. */
export interface Collector {
  /** Under which it is counted when it fails: a word from the program, no text from outside. */
  readonly name: string;
  /** `now`: Unix time in seconds. Until it has set a metric anew, that keeps its value. */
  collect(now: number): void | Promise<void>;
  /** The least time from one run to the next. Absent: it runs at each round. */
  readonly everySeconds?: number;
  /** How long a run may take, 5 s when absent. */
  readonly deadlineSeconds?: number;
}

/**
 * Why a run is missed. `timeout`: it took longer than its deadline. `error`: it threw or rejected.
 * `overlap`: the run before was not over when the next was due; there is never more than one at a time.
 */
export const MISSED_REASON = ['timeout', 'error', 'overlap'] as const;
export type MissedReason = (typeof MISSED_REASON)[number];

const DEADLINE_SECONDS = 5;

/** Runs the collectors of a registry, in the thread that calls it. */
export class Collectors {
  readonly #runs = new Set<CollectorRuns>();
  readonly #missed: (collector: string, reason: MissedReason) => void;
  readonly #clock: (() => number) | undefined;

  /** `clock`: tells when a run is over, Unix time in seconds. Without it only a later round finds that one is late. */
  constructor(missed: (collector: string, reason: MissedReason) => void, clock: (() => number) | undefined) {
    this.#missed = missed;
    this.#clock = clock;
  }

  /** Runs a collector at each round from the next on, until the result is called. */
  add(collector: Collector): () => void {
    const runs = new CollectorRuns(collector, (reason) => this.#missed(collector.name, reason), this.#clock);
    this.#runs.add(runs);
    return () => void this.#runs.delete(runs);
  }

  /** One round. */
  collect(now: number): void {
    for (const runs of this.#runs) runs.collect(now);
  }
}

/** One run that is not over. */
interface Running {
  /** By the clock of the rounds. */
  readonly at: number;
  /** Its lateness was counted. */
  isLate: boolean;
}

class CollectorRuns {
  readonly #collector: Collector;
  readonly #missed: (reason: MissedReason) => void;
  readonly #clock: (() => number) | undefined;
  #dueAt = -Infinity;
  #running: Running | undefined;

  constructor(collector: Collector, missed: (reason: MissedReason) => void, clock: (() => number) | undefined) {
    this.#collector = collector;
    this.#missed = missed;
    this.#clock = clock;
  }

  collect(now: number): void {
    if (now < this.#dueAt) return;
    this.#dueAt = now + (this.#collector.everySeconds ?? 0);
    if (this.#running === undefined) this.#run(now);
    else if (this.#isLate(now - this.#running.at)) this.#countLate(this.#running);
    else this.#missed('overlap');
  }

  #run(now: number): void {
    const running = { at: now, isLate: false };
    const startedAt = this.#clock?.() ?? 0;
    const end = (isGood: boolean): void => {
      this.#running = undefined;
      if (!isGood) this.#missed('error');
      else if (this.#isLate((this.#clock?.() ?? 0) - startedAt) && !running.isLate) this.#countLate(running);
    };
    try {
      const result: unknown = this.#collector.collect(now);
      if (!(result instanceof Promise)) return end(true);
      this.#running = running;
      result.then(
        () => end(true),
        () => end(false),
      );
    } catch {
      end(false);
    }
  }

  #isLate(seconds: number): boolean {
    return seconds > (this.#collector.deadlineSeconds ?? DEADLINE_SECONDS);
  }

  #countLate(running: Running): void {
    running.isLate = true;
    this.#missed('timeout');
  }
}
