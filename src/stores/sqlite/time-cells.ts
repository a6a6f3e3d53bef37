import type { ExportBytes } from '../export-bytes.ts';
import { DAY_MICROSECONDS, dayStart } from './day.ts';

const DAY_MILLISECONDS = 86_400_000;
const DATE_CHARACTERS = 'YYYY-MM-DDT'.length;
const [COLON, POINT, ZULU] = [58, 46, 90];

// Hot: twice per call of an export.
/** Writes times as cells, each by its microseconds since the beginning of one day. */
export class TimeCells {
  readonly #day: number;
  readonly #isIso: boolean;
  /** The dates from that day on. */
  readonly #dates: Uint8Array[] = [];

  constructor(day: number, isIso: boolean) {
    this.#day = day;
    this.#isIso = isIso;
  }

  /** Writes a time of the day or of a later one. */
  write(out: ExportBytes, micros: number): void {
    if (!this.#isIso) {
      out.decimal(this.#day * DAY_MICROSECONDS + micros, 6, 1e6);
      return;
    }
    const milliseconds = Math.floor((micros + 500) / 1000);
    const days = Math.floor(milliseconds / DAY_MILLISECONDS);
    const date = this.#dates[days] ?? this.#keepDate(days);
    out.copy(date, 0, date.length);
    const left = milliseconds - days * DAY_MILLISECONDS;
    const seconds = (left / 1000) | 0;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    out.digits(hours, 2);
    out.byte(COLON);
    out.digits(minutes - hours * 60, 2);
    out.byte(COLON);
    out.digits(seconds - minutes * 60, 2);
    out.byte(POINT);
    out.digits(left - seconds * 1000, 3);
    out.byte(ZULU);
  }

  #keepDate(days: number): Uint8Array {
    const date = Buffer.from(new Date(dayStart(this.#day + days) * 1000).toISOString().slice(0, DATE_CHARACTERS));
    this.#dates[days] = date;
    return date;
  }
}
