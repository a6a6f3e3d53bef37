import type { TelephonyEvent } from '../../core/index.ts';
import type { ProgramMark, ToldChange } from '../../format/index.ts';
import { packTold } from './pack-told.ts';

/** Most events of programs that wait here. */
const MAX_TOLD = 20_000;

/** What was taken: the change that keeps it, and the events. */
export interface TakenTold {
  readonly change: ToldChange;
  readonly events: readonly TelephonyEvent[];
}

/** What programs told, on its way to the store thread. */
export class ToldQueue {
  #programs: ProgramMark[] = [];
  #events: TelephonyEvent[] = [];

  get isEmpty(): boolean {
    return this.#programs.length + this.#events.length === 0;
  }

  /** Takes an event. False when too many wait. */
  tell(event: TelephonyEvent): boolean {
    if (this.#events.length >= MAX_TOLD) return false;
    this.#events.push(event);
    return true;
  }

  /** Notes how far a program has told its events. */
  mark(program: ProgramMark): void {
    this.#programs.push(program);
  }

  /** All that waits; undefined when nothing does. */
  takeAll(): TakenTold | undefined {
    if (this.isEmpty) return undefined;
    const [programs, events] = [this.#programs, this.#events];
    this.#programs = [];
    this.#events = [];
    return { change: { kind: 'told', programs, events: packTold(events) }, events };
  }
}
