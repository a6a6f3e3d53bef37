import type { ExportBytes } from '../export-bytes.ts';
import { DAY_MICROSECONDS, dayStart } from './day.ts';

const MINUTE_MILLISECONDS = 60_000;
const SECONDS_CHARACTERS = 'ss.mmmZ'.length;
const [POINT, ZULU] = [46, 90];

// Hot: twice per call of an export.
/** Writes times as cells, each by its microseconds since the beginning of one day. */
export class TimeCells {
  readonly #day: number;
  readonly #isIso: boolean;
  /** What the times of each minute from the beginning of that day on begin with. */
  readonly #minutes: Buffer[] = [];

  constructor(day: number, isIso: boolean) {
    this.#day = day;
    this.#isIso = isIso;
  }

  /** Writes a time of the day or of a later one. */
  write(out: ExportBytes, micros: number): void {
    if (!this.#isIso) {
      out.seconds(this.#day * DAY_MICROSECONDS + micros);
      return;
    }
    const milliseconds = Math.floor((micros + 500) / 1000);
    const minute = Math.floor(milliseconds / MINUTE_MILLISECONDS);
    out.copy(this.#minutes[minute] ?? this.#keepMinute(minute));
    const left = milliseconds - minute * MINUTE_MILLISECONDS;
    const seconds = (left / 1000) | 0;
    out.two(seconds);
    out.byte(POINT);
    out.three(left - seconds * 1000);
    out.byte(ZULU);
  }

  #keepMinute(minute: number): Buffer {
    const time = new Date((dayStart(this.#day) + minute * 60) * 1000).toISOString();
    const beginning = Buffer.from(time.slice(0, -SECONDS_CHARACTERS));
    this.#minutes[minute] = beginning;
    return beginning;
  }
}
