import { visibleText } from '../../core/index.ts';
import { paint } from '../color.ts';
import type { PresentedCall } from '../../server/index.ts';
import { lengthOf, stateOf, toneOfCall, trunkOf } from './call-text.ts';
import { listedCalls, pageRows, type LiveState, type Sort } from './live-state.ts';
import { pageLines } from './page-lines.ts';
import { fitText } from './text-width.ts';

const INVERSE = '\u001b[7m';
const END = '\u001b[0m';

interface LiveColumn {
  readonly title: string;
  readonly sort?: Sort;
  readonly width: number;
  /** Which columns a narrow terminal goes without: the one with the highest rank first. */
  readonly rank?: number;
  /** Takes part of the room that is left, up to this width. */
  readonly most?: number;
  cell(call: PresentedCall, state: LiveState): string;
}

const COLUMNS: readonly LiveColumn[] = [
  { title: 'started', sort: 'newest', width: 8, cell: ({ startedAt }, { style }) => clockTime(startedAt, style.clock(startedAt)) },
  { title: 'state', sort: 'state', width: 10, cell: stateOf },
  { title: 'code', sort: 'code', width: 4, cell: ({ sipCode }) => String(sipCode ?? '') },
  { title: 'length', sort: 'longest', width: 6, cell: (call, { now }) => lengthOf(call, now) },
  { title: 'caller', sort: 'caller', width: 12, most: 20, cell: ({ caller }) => visibleText(caller ?? '?') },
  { title: 'callee', sort: 'callee', width: 12, most: 20, cell: ({ callee }) => visibleText(callee ?? '?') },
  { title: 'trunk', sort: 'trunk', width: 10, most: 18, cell: trunkOf },
  { title: 'direction', width: 9, rank: 3, cell: ({ direction }) => direction },
  { title: 'cause', width: 12, rank: 1, cell: ({ cause, state }) => (state === 'ended' ? (cause ?? '') : '') },
  { title: 'hop', width: 4, rank: 2, cell: ({ hopCode }) => String(hopCode ?? '') },
  { title: 'by', width: 8, rank: 4, cell: ({ releasedBy }) => releasedBy ?? '' },
  { title: 'codec', width: 6, rank: 5, cell: ({ codec }) => visibleText(codec ?? '') },
];

/** What the terminal shows: as many lines as it has, none wider than it. */
export function liveRows(state: LiveState): readonly string[] {
  const body = state.screen === 'calls' ? listRows(state) : pageBody(state);
  const lines = [titleRow(state), noticeRow(state), ...body];
  while (lines.length < state.rows - 1) lines.push('');
  return [...lines.slice(0, Math.max(0, state.rows - 1)), keysRow(state)].slice(0, state.rows);
}

function inverse(text: string, columns: number): string {
  return `${INVERSE}${fitText(text, columns)}${END}`;
}

function titleRow({ place, counts, connection, columns }: LiveState): string {
  const figures =
    counts === undefined
      ? CONNECTION[connection]
      : `setup ${counts.setup} ringing ${counts.ringing} answered ${counts.answered} | ${counts.begun} new, ${counts.failed} failed/s`;
  const room = columns - figures.length - 2;
  const name = [` ringscope live  ${visibleText(place)}`, ` ${visibleText(place.replace(/^https?:\/\//, ''))}`, ''].find(
    (one) => one.length <= room,
  );
  return inverse(`${fitText(name ?? '', Math.max(0, room))} ${figures}`, columns);
}

const CONNECTION = { connecting: 'asking the server', live: '', lost: 'NO CONNECTION' };

function noticeRow(state: LiveState): string {
  const { notice, typed, filter, paused, sort, isReversed, columns, style } = state;
  if (typed !== undefined) return fitText(`/${typed}_`, columns);
  const parts = [
    paused === undefined ? '' : `PAUSED, ${state.calls.size - paused.size} more behind`,
    filter === '' ? '' : `filter: ${filter}`,
    sort === 'newest' && !isReversed ? '' : `by ${sort}${isReversed ? ', reversed' : ''}`,
    visibleText(notice),
  ].filter((part) => part !== '');
  return paint(fitText(parts.join(' | '), columns), notice === '' ? undefined : 'warning', style);
}

function keysRow({ screen, columns, typed }: LiveState): string {
  const keys =
    typed !== undefined
      ? 'Enter: show only these   Esc: leave it'
      : screen === 'calls'
        ? 'Enter call  / filter  s sort  p pause  c clear  o sources  ? help  q quit'
        : screen === 'help'
          ? 'any key: back'
          : 'up down PgUp PgDn  Esc back  ? help  Ctrl-C quit';
  return inverse(` ${keys}`, columns);
}

function pageBody(state: LiveState): readonly string[] {
  const top = state.screen === 'call' ? (state.detail?.top ?? 0) : state.screen === 'sources' ? (state.sources?.top ?? 0) : 0;
  const lines = pageLines(state).slice(top, Math.max(top, top + state.rows - 3));
  // What has colours was made for this width.
  return lines.map((line) => (line.includes('\u001b') ? line : fitText(line, state.columns)));
}

function listRows(state: LiveState): readonly string[] {
  const calls = listedCalls(state);
  const widths = widthsOf(state.columns);
  const head = inverse(` ${COLUMNS.flatMap((one, place) => cellOf(headOf(one, state), widths[place])).join(' ')}`, state.columns);
  if (calls.length === 0) return [head, '', ...emptyLines(state).map((line) => fitText(line, state.columns))];
  const rows = pageRows(state);
  const place = Math.max(
    0,
    calls.findIndex(({ id }) => id === state.selected),
  );
  const top = Math.max(0, Math.min(place - state.offset, calls.length - rows));
  return [head, ...calls.slice(top, top + rows).map((call, row) => callRow(call, top + row === place, widths, state))];
}

function emptyLines({ filter, typed, connection }: LiveState): readonly string[] {
  if (connection !== 'live') return [' There is no connection to the server yet.'];
  if ((typed ?? filter) !== '') return [' No call has these words. Esc shows all calls.'];
  return [' No calls yet: they appear here as they happen.', ' `ringscope status` says whether packets arrive.'];
}

function headOf({ title, sort }: LiveColumn, state: LiveState): string {
  return sort === state.sort ? title.toUpperCase() : title;
}

function callRow(call: PresentedCall, isSelected: boolean, widths: readonly (number | undefined)[], state: LiveState): string {
  const text = ` ${COLUMNS.flatMap((one, place) => cellOf(widths[place] === undefined ? '' : one.cell(call, state), widths[place])).join(' ')}`;
  if (isSelected) return inverse(text, state.columns);
  return paint(fitText(text, state.columns), toneOfCall(call), state.style);
}

function cellOf(text: string, width: number | undefined): readonly string[] {
  return width === undefined ? [] : [fitText(text, width)];
}

/** How wide each column is. Undefined: there is no room for it. */
function widthsOf(columns: number): readonly (number | undefined)[] {
  let kept = COLUMNS;
  const total = (): number => kept.reduce((sum, { width }) => sum + width + 1, 0);
  while (total() > columns) {
    const rank = Math.max(...kept.map((one) => one.rank ?? 0));
    if (rank === 0) break;
    kept = kept.filter((one) => one.rank !== rank);
  }
  let left = Math.max(0, columns - total());
  const wide = kept.filter(({ most }) => most !== undefined).length;
  const share = Math.floor(left / Math.max(1, wide));
  return COLUMNS.map((one) => {
    if (!kept.includes(one)) return undefined;
    const more = Math.min(share, left, (one.most ?? one.width) - one.width);
    left -= more;
    return one.width + more;
  });
}

function clockTime(at: number, offset: number): string {
  return new Date(Math.floor(at + offset) * 1000).toISOString().slice(11, 19);
}
