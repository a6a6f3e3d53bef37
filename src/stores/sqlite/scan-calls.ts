import { ByteReader, type CallConditions, type ExportFormat, type ExportPeople, TeleError } from '../../core/index.ts';
import { callCells, exportChunks, type ExportText, exportText, personCell } from '../export-text.ts';
import { matchesCall } from '../matches-call.ts';
import { newestFirst } from '../newest-first.ts';
import type { ActiveFile } from './active-file.ts';
import { FLAG, STATE_UNIT, STATES } from './call-columns.ts';
import { readNames } from './call-head.ts';
import { millisecondOf } from './call-row.ts';
import { readCall } from './call-table.ts';
import { column, numberColumn } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { unpackMask } from './packed-mask.ts';
import { rangeInDay, sqlOf } from './list-calls.ts';

/** Rows that one statement puts together; it takes a few milliseconds. */
const ROWS = 512;
/** Bytes of `detail` that nearly always hold the names of a call. */
const NAME_BYTES = 112;
/** What SQLite does not put into numbers and texts. */
const FIELD = '\u001f';
const RECORD = '\u001e';
/** The columns that are needed, in the order of `Raw`. */
const COLUMNS = [
  'seq',
  'us',
  'span',
  'flags',
  'direction',
  'trunk',
  'agent',
  'outcome',
  'ended',
  'cause',
  'codec',
  'sip',
  'pdd',
  'setup',
  'talk',
  'response',
  // All its digits, which the usual text of a number does not have.
  "iif(mos IS NULL, '', printf('%!.17g', mos))",
  'caller',
  'callee',
];
/** One text for many rows: each row that crosses over from SQLite by itself costs more than all else here. What is NULL is empty. */
const LINE = `printf('${['', ...COLUMNS].map(() => '%s').join(FIELD)}', hex(substr(detail, 1, ${NAME_BYTES})), ${COLUMNS.join(', ')})`;

interface ScanForm {
  readonly format: ExportFormat;
  readonly people: ExportPeople;
}

/** Calls in the form of an export: those in progress first, then day by day. */
export function scanCalls(
  files: DayFiles,
  active: ActiveFile,
  conditions: CallConditions,
  { format, people }: ScanForm,
): Iterable<Uint8Array> {
  const text = exportText(format);
  return exportChunks(allLines(files, active, conditions, text, people), text);
}

function* allLines(
  files: DayFiles,
  active: ActiveFile,
  conditions: CallConditions,
  text: ExportText,
  people: ExportPeople,
): Generator<string, void> {
  const open = active.all().map(({ call }) => call);
  const known = new Set(open.map(({ id }) => id));
  for (const call of open.filter((one) => matchesCall(one, conditions)).sort(newestFirst)) yield text.line(callCells(call, text, people));
  if (conditions.isActive === true) return;
  for (const day of files.days()) {
    const range = rangeInDay(day, conditions, undefined);
    // Opened anew for each portion: between two of them the file may be closed, or deleted with its day.
    let last = range?.last;
    while (range !== undefined && last !== undefined) {
      const file = files.open(day);
      const portion = file === undefined ? undefined : readPortion(file, conditions, range.first, last);
      if (file === undefined || portion === undefined) break;
      const render = createRender(file, conditions, text, people);
      for (const line of portion.lines) {
        const rendered = render(line, known);
        if (rendered !== undefined) yield rendered;
      }
      last = portion.next;
    }
  }
}

interface Portion {
  readonly lines: readonly string[];
  /** The last `seq` of the next portion; undefined when this is the last one. */
  readonly next: number | undefined;
}

function readPortion(file: DayFile, conditions: CallConditions, first: number, last: number): Portion | undefined {
  const where = sqlOf(file, conditions);
  if (where === undefined) return undefined;
  const rows = `SELECT seq, ${LINE} AS line FROM calls WHERE seq BETWEEN ? AND ?${where.sql} ORDER BY seq DESC LIMIT ${ROWS}`;
  const row = file
    .prepare(`SELECT count(*) AS rows, min(seq) AS seq, group_concat(line, char(30)) AS lines FROM (${rows})`)
    .get(first, last, ...where.values);
  const lines = column(row, 'lines');
  if (typeof lines !== 'string') return undefined;
  return { lines: lines.split(RECORD), next: numberColumn(row, 'rows') === ROWS ? (numberColumn(row, 'seq') ?? 0) - 1 : undefined };
}

/** What stays the same for the rows of a portion. */
interface RowForm {
  readonly day: number;
  readonly text: ExportText;
  readonly people: ExportPeople;
  /** The cell of each state. */
  readonly states: readonly string[];
  /** The cell of a word by its number; empty for none. */
  word(id: string): string;
}

/** Makes what turns the raw text of a row into a line; undefined for a row that is not meant. */
function createRender(
  file: DayFile,
  { since, until }: CallConditions,
  text: ExportText,
  people: ExportPeople,
): (line: string, known: ReadonlySet<string>) => string | undefined {
  const { day, words } = file;
  const from = since === undefined ? 0 : microsecondsInDay(since, day);
  const to = until === undefined ? Infinity : microsecondsInDay(until, day);
  const cells = new Map<string, string>([['', '']]);
  const form: RowForm = {
    day,
    text,
    people,
    states: STATES.map((state) => text.text(state)),
    word(id) {
      const cell = cells.get(id) ?? text.text(words.textOf(Number(id)));
      cells.set(id, cell);
      return cell;
    },
  };

  // Hot: once per call of an export.
  return (line, known) => {
    const raw = line.split(FIELD);
    if (!isRaw(raw)) throw new TeleError('STORE_CORRUPT', `${file.path} holds a word that cannot be exported.`);
    const seq = Number(raw[1]);
    const micros = millisecondOf(seq) * 1000 + Number(raw[2]);
    if (micros < from || micros >= to) return undefined;
    const names = readNames(new ByteReader(Buffer.from(raw[0], 'hex')), people === 'pseudonym');
    if (names === undefined) return wholeLine(file, seq, text, people, known);
    return known.has(names.id) ? undefined : text.line(rowCells(raw, names, micros, form));
  };
}

/** The beginning of `detail` in hex digits, and the columns in their order. */
type Raw = readonly [
  detail: string,
  seq: string,
  us: string,
  span: string,
  flags: string,
  direction: string,
  trunk: string,
  agent: string,
  outcome: string,
  ended: string,
  cause: string,
  codec: string,
  sip: string,
  pdd: string,
  setup: string,
  talk: string,
  response: string,
  mos: string,
  caller: string,
  callee: string,
];

function isRaw(parts: readonly string[]): parts is Raw {
  return parts.length === COLUMNS.length + 1;
}

function rowCells(raw: Raw, names: NonNullable<ReturnType<typeof readNames>>, micros: number, form: RowForm): string[] {
  const [
    ,
    ,
    ,
    span,
    flagText,
    direction,
    trunk,
    agent,
    outcome,
    ended,
    cause,
    codec,
    sip,
    pdd,
    setup,
    talk,
    response,
    mos,
    caller,
    callee,
  ] = raw;
  const { day, text, word } = form;
  const flags = Number(flagText);
  return [
    text.text(names.id),
    text.text(names.callId),
    text.time(timeInDay(day, micros)),
    span === '' ? '' : text.time(timeInDay(day, micros + Number(span))),
    word(direction),
    word(trunk),
    word(agent),
    personOf(caller, names.callerHash, form),
    personOf(callee, names.calleeHash, form),
    form.states[Math.floor(flags / STATE_UNIT) % STATES.length] ?? '',
    word(outcome),
    word(ended),
    word(cause),
    sip,
    word(codec),
    secondsCell(pdd),
    secondsCell(setup),
    secondsCell(talk),
    secondsCell(response),
    mos === '' ? '' : String(Number(mos)),
    (flags & FLAG.transcriptKnown) === 0 ? '' : String((flags & FLAG.transcript) !== 0),
  ];
}

function personOf(packed: string, hash: string | undefined, { text, people }: RowForm): string {
  if (packed === '') return '';
  const mask = unpackMask(/^\d+$/.test(packed) ? Number(packed) : packed);
  return personCell({ hash: hash ?? '', mask: mask ?? '' }, text, people);
}

function secondsCell(micros: string): string {
  return micros === '' ? '' : String(Number(micros) / 1e6);
}

/** The line of a call whose names are too long for the quick way. */
function wholeLine(file: DayFile, seq: number, text: ExportText, people: ExportPeople, known: ReadonlySet<string>): string | undefined {
  const call = readCall({ file, seq });
  return call === undefined || known.has(call.id) ? undefined : text.line(callCells(call, text, people));
}
