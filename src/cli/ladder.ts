import type { Ladder, LadderRow } from '../server/index.ts';
import { ladderHead, placeText, railsBehind } from './ladder-rails.ts';
import type { ToldNote } from './told-notes.ts';
import { wrapText } from './wrap-text.ts';

/** How a ladder is drawn. */
export interface LadderStyle {
  readonly columns: number;
  readonly hasColor: boolean;
  /** A time as a clock shows it, at most 12 characters. Absent: the seconds since the first message are shown. */
  readonly showAt?: (at: number) => string;
}

const TIME_WIDTH = 12;
/** Of each rail the least that an arrow takes. */
const MIN_COLUMN = 6;
const MAX_COLUMN = 32;
/** More vantages than these are counted instead of named in a mark. */
const MAX_MARKED = 3;
const RED = '\u001b[31m';
const RESET = '\u001b[0m';

/** What all rows are drawn with. */
interface Drawing extends LadderStyle {
  readonly ladder: Ladder;
  /** Where the rails begin. */
  readonly left: number;
  /** From one rail to the next. */
  readonly column: number;
}

interface DrawnRow {
  readonly at: number;
  readonly lines: readonly string[];
}

/**
 * Draws the messages of a call between all hops: a rail per endpoint, an arrow per message, its time, and who captured it where there are several. A text that finds no
 * room on its arrow stands above it, so nothing is cut; in a terminal too narrow for the rails messages are listed. What a program told stands between them, as `notes`.
 */
export function renderLadder(ladder: Ladder, style: LadderStyle, notes: readonly ToldNote[] = []): readonly string[] {
  const [first] = ladder.rows;
  const start = Math.min(first?.at ?? Infinity, ...notes.map(({ at }) => at));
  const left = TIME_WIDTH + markWidth(ladder);
  const drawing = { ...style, ladder, left, column: columnOf(ladder, style.columns - left) };
  const told = notes.map(({ at, text }) => ({ at, lines: drawNote(`${timeOf(at, start, style)}* `, text, style.columns) }));
  if (ladder.rows.length === 0) return ['No messages are kept of this call.', ...told.flatMap(({ lines }) => lines)];
  const widest = Math.max(...ladder.rows.map((row) => rowText(row).length + 3));
  const hasRails = drawing.column >= MIN_COLUMN && left + widest <= style.columns;
  const rows = ladder.rows.map((row) => (hasRails ? drawRow(row, start, drawing) : listRow(row, start, drawing)));
  const head = hasRails ? ladderHead(ladder.endpoints, drawing) : [];
  // A stable sort: a message stands before what was told at the same time.
  return [...head, ...[...rows, ...told].toSorted((a, b) => a.at - b.at).flatMap(({ lines }) => lines), ...legend(ladder, style.columns)];
}

function markWidth({ vantages }: Ladder): number {
  return vantages.length < 2 ? 0 : Math.min(MAX_MARKED, vantages.length) + 2;
}

/** As wide as the texts need, and as narrow as they may be. */
function columnOf({ endpoints, rows }: Ladder, room: number): number {
  const longest = Math.max(...endpoints.map(({ address }) => address.length + 2), ...rows.map((row) => rowText(row).length + 6));
  const most = Math.floor((room - 1) / Math.max(1, endpoints.length - 1));
  return Math.min(MAX_COLUMN, longest, most);
}

function timeOf(at: number, start: number, { showAt }: LadderStyle, isMoved = false): string {
  const text = showAt === undefined ? `+${(at - start).toFixed(3)}` : showAt(at);
  return `${text.padStart(TIME_WIDTH - 2)}${isMoved ? '~' : ''}`.padEnd(TIME_WIDTH);
}

/** Who captured a message: a letter for each, as the legend has them. */
function markOf({ vantages }: LadderRow, ladder: Ladder): string {
  if (markWidth(ladder) === 0) return '';
  const letters =
    ladder.vantages.length > MAX_MARKED
      ? String(vantages.length)
      : ladder.vantages.map((_, place) => (vantages.includes(place) ? letterOf(place) : ' ')).join('');
  return letters.padEnd(markWidth(ladder));
}

function letterOf(place: number): string {
  return String.fromCharCode(65 + (place % 26));
}

/** A message in words. */
export function rowText({ method, status, phrase, sdp, repeats, repeatSeconds, reasonQ850, reasonSip }: LadderRow): string {
  const parts = [
    status === undefined
      ? method
      : [status, phrase, method === 'INVITE' ? undefined : `(${method})`].filter((word) => word !== undefined).join(' '),
    sdp === undefined ? '' : 'SDP',
    reasonQ850 === undefined ? '' : `Q.850;${reasonQ850}`,
    reasonSip === undefined ? '' : `SIP;${reasonSip}`,
    repeats === 0 ? '' : `sent ${repeats + 1}x in ${(repeatSeconds ?? 0).toFixed(1)} s`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function drawRow(row: LadderRow, start: number, drawing: Drawing): DrawnRow {
  const { ladder, column, left } = drawing;
  const before = `${timeOf(row.at, start, drawing, row.isMoved)}${markOf(row, ladder)}`;
  const text = rowText(row);
  const places = [row.src, row.dst].map((address) => ladder.endpoints.findIndex((one) => one.address === address));
  const [from = 0, to = 0] = places;
  const [near, far] = [Math.min(from, to), Math.max(from, to)];
  const rails = (count: number): string => '|'.padEnd(column).repeat(count);
  const behind = railsBehind(ladder.endpoints.length - far - 1, column);
  const below = mediaLines(row, near * column + 2, rails(ladder.endpoints.length), drawing);
  const paintAll = (lines: readonly string[]): DrawnRow => ({
    at: row.at,
    lines: [...lines.map((line) => paint(line, row, drawing)), ...below],
  });
  const span = (far - near) * column - 1;
  const hasRoom = near === far || text.length + 4 <= span;
  if (near === far)
    return paintAll([`${before}${placeText(`<> ${text}`, near * column + 2, rails(ladder.endpoints.length), drawing.columns - left)}`]);
  const label = hasRoom ? ` ${text} ` : '';
  const line = label.padStart(label.length + Math.floor((span - 1 - label.length) / 2), '-').padEnd(span - 1, '-');
  const arrow = `${rails(near)}|${from < to ? `${line}>` : `<${line}`}|${behind}`;
  if (hasRoom) return paintAll([`${before}${arrow}`]);
  const above = placeText(text, near * column + 2, rails(ladder.endpoints.length), drawing.columns - left);
  return paintAll([`${before}${above}`, `${' '.repeat(left)}${arrow}`]);
}

/** What the SDP of a message says, below its arrow. */
function mediaLines({ media = '' }: LadderRow, place: number, rails: string, { columns, left }: Drawing): readonly string[] {
  const room = columns - left;
  const lines = media === '' ? [] : wrapText(media, room);
  return lines.map((line) => `${' '.repeat(left)}${placeText(line, place, rails, room)}`.trimEnd());
}

/** A message with its endpoints, where there is no room for rails. */
function listRow(row: LadderRow, start: number, drawing: Drawing): DrawnRow {
  const before = `${timeOf(row.at, start, drawing, row.isMoved)}${markOf(row, drawing.ladder)}`;
  return {
    at: row.at,
    lines: drawNote(
      before,
      `${row.src} -> ${row.dst}  ${rowText(row)}${row.media === undefined ? '' : ` ${row.media}`}`,
      drawing.columns,
    ).map((line) => paint(line, row, drawing)),
  };
}

function drawNote(before: string, text: string, columns: number): readonly string[] {
  return wrapText(text, Math.max(1, columns - before.length)).map(
    (line, index) => `${index === 0 ? before : ' '.repeat(before.length)}${line}`,
  );
}

function paint(line: string, { status = 0 }: LadderRow, { hasColor }: LadderStyle): string {
  return hasColor && status >= 300 ? `${RED}${line.trimEnd()}${RESET}` : line.trimEnd();
}

/** What the marks mean. */
function legend({ vantages, rows }: Ladder, columns: number): readonly string[] {
  const names = vantages.map(({ agent, aheadSeconds: ahead }, place) => {
    const clock = ahead === undefined ? '' : ` (its clock is ${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead' : 'behind'})`;
    return `${vantages.length > MAX_MARKED ? '' : `${letterOf(place)} `}${agent}${clock}`;
  });
  const who = vantages.length < 2 ? [] : ['', ...wrapText(`Captured by ${names.join(', ')}.`, columns)];
  const moved = rows.some(({ isMoved }) => isMoved === true)
    ? wrapText('~ Its clock shows it before what caused it; it is moved below that.', columns)
    : [];
  return [...who, ...moved];
}
