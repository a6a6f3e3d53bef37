import type { CallConditions, ExportPeople } from '../../core/index.ts';
import type { ExportBytes } from '../export-bytes.ts';
import { callLine, EXPORT_COLUMNS, type ExportText } from '../export-text.ts';
import { HEAD } from './call-head.ts';
import { millisecondOf } from './call-row.ts';
import { readCall } from './call-table.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { type ExportColumn, KeyedCells } from './keyed-cells.ts';
import type { KnownIds } from './known-ids.ts';
import { PackedCells } from './packed-cells.ts';
import { AT, type PackedRows } from './packed-rows.ts';
import { isUsual } from './packed-score.ts';
import { type ShapeCells, ShapesAsCells } from './shape-cells.ts';
import { TimeCells } from './time-cells.ts';
import type { Words } from './words.ts';

/** The digits of a mask. */
const TAIL = '0000';
/** From this number on the first number of a mask is a calling code; the one before is that of `***`. */
const FIRST_CODE = 2;

/** What is exported, and how. */
export interface ExportForm {
  readonly text: ExportText;
  readonly people: ExportPeople;
  readonly conditions: CallConditions;
  /** The calls that are written already. */
  readonly known: KnownIds;
}

// Hot: once per call of an export. The texts that come again are kept as bytes.
/** Writes the calls of one day. */
export class DayExport {
  readonly day: number;
  readonly #form: ExportForm;
  readonly #out: ExportBytes;
  readonly #from: number;
  readonly #to: number;
  readonly #times: TimeCells;
  readonly #cells: PackedCells;
  readonly #keys: readonly Buffer[];
  readonly #columns: ReturnType<typeof columnsOf>;
  readonly #shapes: ShapesAsCells;
  #words: Words | undefined;

  constructor(day: number, form: ExportForm, out: ExportBytes) {
    const { text, conditions } = form;
    this.day = day;
    this.#form = form;
    this.#out = out;
    this.#from = conditions.since === undefined ? 0 : microsecondsInDay(conditions.since, day);
    this.#to = conditions.until === undefined ? Infinity : microsecondsInDay(conditions.until, day);
    this.#times = new TimeCells(day, text.hasIsoTimes);
    this.#cells = new PackedCells(text);
    this.#keys = text.keys.map((key) => Buffer.from(key));
    this.#shapes = new ShapesAsCells(text);
    this.#columns = columnsOf(text, (id) => this.#words?.textOf(id) ?? '');
  }

  /** Writes rows until there is a chunk. Returns whether there may be more. */
  write(file: DayFile, rows: PackedRows): boolean {
    const { known } = this.#form;
    this.#words = file.words;
    while (!this.#out.isFull) {
      if (!rows.previous()) return false;
      const micros = millisecondOf(rows.seq) * 1000 + rows.us;
      if (!rows.isOdd && !this.#isWithin(micros)) continue;
      this.#cells.goTo(rows.bytes, rows.detailAt);
      const shape = this.#cells.shape();
      const has = this.#cells.byte();
      if (known.has(rows.bytes, this.#cells.at)) continue;
      const shared = rows.isOdd ? undefined : this.#shapes.of(file, shape);
      if (shared === undefined || (shared.hasMos && !isUsual(rows.number(AT.mos)))) this.#writeByItself(file, rows.seq);
      else this.#writeRow(rows, micros, has, shared);
    }
    return true;
  }

  /** Whether a call is wanted that started so many microseconds into the day. */
  #isWithin(micros: number): boolean {
    return micros >= this.#from && micros < this.#to;
  }

  /** One that holds what does not fit into the numbers; its time can be what does not. */
  #writeByItself(file: DayFile, seq: number): void {
    const { text, people } = this.#form;
    const call = readCall({ file, seq });
    if (call !== undefined && this.#isWithin(microsecondsInDay(call.startedAt, file.day))) this.#out.call(callLine(call, text, people));
  }

  // In the order of `EXPORT_COLUMNS`.
  #writeRow(rows: PackedRows, micros: number, has: number, shared: ShapeCells): void {
    const cells = this.#cells;
    const out = this.#out;
    const columns = this.#columns;
    out.begin();
    this.#key(COLUMN.id);
    cells.write(out);
    cells.skip();
    const callerAt = cells.at;
    if ((has & HEAD.caller) !== 0) cells.skip();
    const calleeAt = cells.at;
    if ((has & HEAD.callee) !== 0) cells.skip();
    this.#key(COLUMN.callId);
    if ((has & HEAD.callId) !== 0) cells.writeCallId(out);
    else out.text(this.#form.text.text(''));
    this.#key(COLUMN.startedAt);
    this.#times.write(out, micros);
    if (this.#hasCell(COLUMN.endedAt, shared.hasSpan)) this.#times.write(out, micros + rows.long(AT.span));
    columns.direction.write(out, rows.number(AT.direction));
    columns.trunk.write(out, rows.number(AT.trunk));
    columns.agent.write(out, rows.number(AT.agent));
    this.#person(COLUMN.caller, columns.caller, rows, AT.caller, callerAt);
    this.#person(COLUMN.callee, columns.callee, rows, AT.callee, calleeAt);
    out.copy(shared.middle);
    columns.codec.write(out, rows.number(AT.codec));
    if (this.#hasCell(COLUMN.pddSeconds, shared.hasPdd)) out.seconds(rows.long(AT.pdd));
    if (this.#hasCell(COLUMN.setupSeconds, shared.hasSetup)) out.seconds(rows.long(AT.setup));
    if (this.#hasCell(COLUMN.talkSeconds, shared.hasTalk)) out.seconds(rows.long(AT.talk));
    if (this.#hasCell(COLUMN.agentResponseSeconds, shared.hasResponse)) out.seconds(rows.long(AT.response));
    if (this.#hasCell(COLUMN.mos, shared.hasMos)) out.hundredths(rows.number(AT.mos));
    out.copy(shared.end);
  }

  #key(column: number): void {
    const key = this.#keys[column];
    if (key !== undefined) this.#out.copy(key);
  }

  /** Writes the key of a column when it stands there. Returns whether a cell has to follow. */
  #hasCell(column: number, hasValue: boolean): boolean {
    if (hasValue || this.#form.text.hasEmptyCells) this.#key(column);
    return hasValue;
  }

  #person(column: number, masks: KeyedCells, rows: PackedRows, at: number, hashAt: number): void {
    const { people } = this.#form;
    const code = people === 'off' ? 0 : rows.number(at);
    if (people === 'pseudonym' && this.#hasCell(column, code > 0)) {
      this.#cells.goTo(rows.bytes, hashAt);
      this.#cells.write(this.#out);
    }
    if (people === 'pseudonym') return;
    masks.write(this.#out, code);
    if (code < FIRST_CODE) return;
    const tail = rows.number(at + 1);
    const hundreds = (tail / 100) | 0;
    this.#out.two(hundreds);
    this.#out.two(tail - hundreds * 100);
    this.#cells.quote(this.#out);
  }
}

/** The place of each column. */
const COLUMN = Object.fromEntries(EXPORT_COLUMNS.map((name, index) => [name, index])) as { readonly [Name in ExportColumn]: number };

/** The columns with few values that calls of one shape do not share. */
function columnsOf(text: ExportText, wordOf: (id: number) => string) {
  const words = (column: ExportColumn): KeyedCells => new KeyedCells(column, text, (id) => text.text(wordOf(id)));
  const masks = (column: ExportColumn): KeyedCells =>
    new KeyedCells(column, text, (code) => {
      if (code < FIRST_CODE) return text.text('***');
      const cell = text.text(`${code === FIRST_CODE ? '' : `+${code - FIRST_CODE}`}***${TAIL}`);
      return cell.slice(0, cell.lastIndexOf(TAIL));
    });
  return {
    direction: words('direction'),
    trunk: words('trunk'),
    agent: words('agent'),
    caller: masks('caller'),
    callee: masks('callee'),
    codec: words('codec'),
  };
}
