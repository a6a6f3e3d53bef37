import type { CallConditions, ExportPeople } from '../../core/index.ts';
import type { ExportBytes } from '../export-bytes.ts';
import { type ExportPiece, exportPiece } from '../export-piece.ts';
import { callLine, type ExportText } from '../export-text.ts';
import { HEAD } from './call-head.ts';
import { millisecondOf } from './call-row.ts';
import { readCall } from './call-table.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { columnKey, type ExportColumn, keyedCell, KeyedCells } from './keyed-cells.ts';
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
  /** What calls share, as it was made for the days before. */
  readonly shapes: Map<string, ShapeCells>;
}

// Hot: once per call of an export. The texts that come again are kept as bytes.
/** Writes the calls of one day. */
export class DayExport {
  readonly day: number;
  readonly #form: ExportForm;
  readonly #out: ExportBytes;
  readonly #from: number;
  readonly #to: number;
  readonly #started: TimeCells;
  readonly #ended: TimeCells;
  readonly #cells: PackedCells;
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
    this.#started = new TimeCells('startedAt', day, text);
    this.#ended = new TimeCells('endedAt', day, text);
    this.#cells = new PackedCells(text);
    this.#shapes = new ShapesAsCells(text, form.shapes);
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
    out.copy(columns.id);
    cells.write(out);
    cells.skip();
    const callerAt = cells.at;
    if ((has & HEAD.caller) !== 0) cells.skip();
    const calleeAt = cells.at;
    if ((has & HEAD.callee) !== 0) cells.skip();
    out.copy(columns.callId);
    if ((has & HEAD.callId) !== 0) cells.writeCallId(out);
    else out.text(this.#form.text.text(''));
    this.#started.write(out, micros);
    if (shared.hasSpan) this.#ended.write(out, micros + rows.long(AT.span));
    else this.#ended.writeNone(out);
    columns.direction.write(out, rows.number(AT.direction));
    columns.trunk.write(out, rows.number(AT.trunk));
    columns.agent.write(out, rows.number(AT.agent));
    this.#person(columns.caller, rows, AT.caller, callerAt);
    this.#person(columns.callee, rows, AT.callee, calleeAt);
    out.copy(shared.middle);
    columns.codec.write(out, rows.number(AT.codec));
    for (const { before, at } of shared.seconds) {
      out.copy(before);
      out.seconds(rows.long(at));
    }
    if (shared.hasMos) {
      out.copy(shared.mos);
      out.hundredths(rows.number(AT.mos));
    }
    out.copy(shared.end);
  }

  #person({ none, hash, masks }: PersonCells, rows: PackedRows, at: number, hashAt: number): void {
    const { people } = this.#form;
    const code = people === 'off' ? 0 : rows.number(at);
    if (code === 0) this.#out.copy(none);
    else if (people === 'pseudonym') {
      this.#out.copy(hash);
      this.#cells.goTo(rows.bytes, hashAt);
      this.#cells.write(this.#out);
    } else {
      masks.write(this.#out, code);
      if (code < FIRST_CODE) return;
      this.#out.four(rows.number(at + 1));
      this.#cells.quote(this.#out);
    }
  }
}

/** The cells of a person. */
interface PersonCells {
  /** When there is nobody, or nobody is shown. */
  readonly none: ExportPiece;
  /** What stands before the hash. */
  readonly hash: ExportPiece;
  /** The beginnings of masks. */
  readonly masks: KeyedCells;
}

/** The columns that begin with what is known before. */
function columnsOf(text: ExportText, wordOf: (id: number) => string) {
  const words = (column: ExportColumn): KeyedCells => new KeyedCells(column, text, (id) => text.text(wordOf(id)));
  const person = (column: 'caller' | 'callee'): PersonCells => ({
    none: exportPiece(keyedCell(column, text, undefined)),
    hash: exportPiece(columnKey(column, text)),
    masks: new KeyedCells(column, text, (code) => maskBeginning(code, text)),
  });
  return {
    id: exportPiece(columnKey('id', text)),
    callId: exportPiece(columnKey('callId', text)),
    direction: words('direction'),
    trunk: words('trunk'),
    agent: words('agent'),
    caller: person('caller'),
    callee: person('callee'),
    codec: words('codec'),
  };
}

/** The cell of a mask up to its last digits. */
function maskBeginning(code: number, text: ExportText): string {
  if (code < FIRST_CODE) return text.text('***');
  const cell = text.text(`${code === FIRST_CODE ? '' : `+${code - FIRST_CODE}`}***${TAIL}`);
  return cell.slice(0, cell.lastIndexOf(TAIL));
}
