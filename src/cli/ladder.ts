import type { TimelineEntry } from '../core/index.ts';
import type { ToldNote } from './told-notes.ts';

/** How wide a ladder may be and whether it may use colour. */
export interface LadderStyle {
  readonly columns: number;
  readonly hasColor: boolean;
}

const TIME_WIDTH = 12;
const MIN_COLUMN = 14;
const MAX_COLUMN = 32;
const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

/**
 * Draws the messages of a call between all hops: a column per endpoint in the order of their appearance, an arrow per message, the time since the first one.
 * A message sent again is marked. When the terminal is too narrow for a column each, messages are listed with their endpoints instead. What a program told stands
 * between them as `notes`, each at its time.
 */
export function renderLadder(timeline: readonly TimelineEntry[], style: LadderStyle, notes: readonly ToldNote[] = []): readonly string[] {
  const start = Math.min(...timeline.map(({ at }) => at), ...notes.map(({ at }) => at));
  const told = notes.map(({ at, text }) => ({ at, line: `${showOffset(at - start)}* ${text}`.slice(0, style.columns) }));
  if (timeline.length === 0) return ['No messages are kept of this call.', ...told.map(({ line }) => line)];
  const { head, rows } = drawMessages(timeline, start, style);
  // A stable sort: a message stands before what was told at the same time.
  return [...head, ...[...rows, ...told].toSorted((a, b) => a.at - b.at).map(({ line }) => line)];
}

interface Drawn {
  readonly head: readonly string[];
  readonly rows: readonly { readonly at: number; readonly line: string }[];
}

function drawMessages(timeline: readonly TimelineEntry[], start: number, style: LadderStyle): Drawn {
  const endpoints = [...new Set(timeline.flatMap((entry) => [entry.src, entry.dst]))];
  const repeats = countRepeats(timeline);
  const width = Math.min(MAX_COLUMN, Math.floor((style.columns - TIME_WIDTH) / endpoints.length));
  const rows = timeline.map((entry, index) => ({ entry, time: showOffset(entry.at - start), label: labelOf(entry, repeats[index] ?? 0) }));
  const longest = Math.max(...endpoints.map((name) => name.length + 1), ...rows.map(({ label }) => label.length + 6));
  if (width < Math.min(longest, MIN_COLUMN)) {
    const listed = rows.map(({ entry, time, label }, index) => ({
      at: entry.at,
      line: paint(`${time}${entry.src} -> ${entry.dst}  ${label}`, entry, repeats[index] ?? 0, style),
    }));
    return { head: [], rows: listed };
  }
  const column = Math.max(MIN_COLUMN, Math.min(width, longest));
  const drawn = rows.map(({ entry, time, label }, index) => ({
    at: entry.at,
    line: paint(`${time}${arrow(entry, label, endpoints, column)}`, entry, repeats[index] ?? 0, style),
  }));
  return { head: header(endpoints, column), rows: drawn };
}

/** How often each message was sent before: the same content between the same endpoints. */
function countRepeats(timeline: readonly TimelineEntry[]): readonly number[] {
  const sent = new Map<string, number>();
  return timeline.map((entry) => {
    const key = `${entry.agent} ${entry.src} ${entry.dst} ${entry.contentHash}`;
    const before = sent.get(key) ?? 0;
    sent.set(key, before + 1);
    return before;
  });
}

function showOffset(seconds: number): string {
  return `${`+${seconds.toFixed(3)}`.padStart(TIME_WIDTH - 2)}  `;
}

function labelOf(entry: TimelineEntry, repeats: number): string {
  const name = entry.status === undefined ? entry.method : `${entry.status} ${entry.method}`;
  const reason = entry.reasonQ850 === undefined ? '' : ` Q.850;${entry.reasonQ850}`;
  return `${name}${repeats === 0 ? '' : ` (again ${repeats})`}${entry.hasSdp ? ' SDP' : ''}${reason}`;
}

/** The endpoints over their lines; a name longer than a column loses its middle, where addresses differ least. */
function header(endpoints: readonly string[], column: number): readonly string[] {
  const names = endpoints.map((name) => cut(name, column - 1).padEnd(column)).join('');
  const rails = endpoints.map(() => '|'.padEnd(column)).join('');
  return [`${' '.repeat(TIME_WIDTH)}${names}`.trimEnd(), `${' '.repeat(TIME_WIDTH)}${rails}`.trimEnd()];
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.min(text.length, Math.ceil((width - 1) * 0.6));
  return `${text.slice(0, width - 1 - tail)}~${text.slice(text.length - tail)}`;
}

/** One line of rails with an arrow between two of them. */
function arrow(entry: TimelineEntry, label: string, endpoints: readonly string[], column: number): string {
  const from = endpoints.indexOf(entry.src);
  const to = endpoints.indexOf(entry.dst);
  const left = Math.min(from, to);
  const right = Math.max(from, to);
  const rails = (count: number): string => '|'.padEnd(column).repeat(count);
  const behind = rails(endpoints.length - right - 1);
  // A proxy that sends to itself: the message stands beside its line.
  if (left === right) return `${rails(left)}${`|<> ${label}`.padEnd(column)}${behind}`.trimEnd();
  const span = (right - left) * column - 1;
  const text = label.length <= span - 4 ? label : `${label.slice(0, span - 5)}~`;
  const line = ` ${text} `.padStart(text.length + 2 + Math.floor((span - text.length - 3) / 2), '-').padEnd(span - 1, '-');
  const drawn = from < to ? `${line}>` : `<${line}`;
  return `${rails(left)}|${drawn}${'|'.padEnd(column)}${behind}`.trimEnd();
}

function paint(line: string, entry: TimelineEntry, repeats: number, { hasColor }: LadderStyle): string {
  if (!hasColor) return line;
  if (repeats > 0) return `${DIM}${line}${RESET}`;
  return entry.status !== undefined && entry.status >= 300 ? `${RED}${line}${RESET}` : line;
}
