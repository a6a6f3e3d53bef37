import { visibleText } from '../../core/index.ts';
import { renderLadder } from '../ladder.ts';
import { showSeconds, showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { toldNotes } from '../told-notes.ts';
import { wrapText } from '../wrap-text.ts';
import type { LiveState } from './live-state.ts';
import { stateOf, trunkOf } from './call-text.ts';

const HELP: readonly string[] = [
  'Calls as they happen, newest first.',
  '',
  'up down PgUp PgDn   choose a call; j and k do the same',
  'Home g, End G       the first row, which follows what is new; the last one',
  'Enter               look at the call: why it ended so, its hops, its messages',
  '/                   show only calls with these words somewhere: 503 carrier-a',
  'Esc                 all calls again',
  's <, r              sort by the next or the last column; reversed',
  'p Space             hold the list still; it goes on behind',
  'c                   clear the calls that are over',
  'o Tab               sources: who sends, and what is refused',
  '? h                 this help',
  'q Ctrl-C            back; the end',
  '',
  'The newest 2,000 calls are kept here; the server has all: ringscope calls.',
  'A call that is answered is green, one that failed red, one that came out',
  'otherwise yellow. What the connection lost is told in the second line.',
];

/** The lines of the page that is open; of the list of calls there are none. */
export function pageLines(state: LiveState): readonly string[] {
  const { columns } = state;
  // Sentences go on in the next line; what stands in columns is cut.
  return linesOf(state).flatMap((line) => (line.length > columns && !line.trim().includes('  ') ? wrapText(line, columns) : [line]));
}

function linesOf(state: LiveState): readonly string[] {
  switch (state.screen) {
    case 'calls':
      return [];
    case 'help':
      return HELP;
    case 'sources':
      return state.sources?.lines ?? ['The server is asked.'];
    case 'call':
      return callLines(state);
  }
}

function callLines({ detail, columns, style }: LiveState): readonly string[] {
  if (detail?.body === undefined) return wrapText(detail?.fault ?? 'The server is asked.', columns);
  const { verdict, calls } = detail.body;
  const lines = [...(detail.fault === undefined ? [] : wrapText(detail.fault, columns)), ...wrapText(visibleText(verdict), columns)];
  for (const { call, ladder, notes, ...rest } of calls) {
    const facts = [
      `${call.caller ?? '?'} -> ${call.callee ?? '?'}`,
      trunkOf(call),
      stateOf(call),
      `since ${showTime(call.startedAt, style.clock)}`,
      call.talkSeconds === undefined ? '' : `talk ${showSeconds(call.talkSeconds)}`,
      call.callId,
    ];
    const hops = call.legs.map(({ address, trunk, status, outcome, cause, startedAt, finalAt }) => [
      address,
      trunk,
      String(status ?? ''),
      outcome,
      cause,
      showSeconds(finalAt === undefined ? undefined : finalAt - startedAt),
    ]);
    lines.push('', ...wrapText(visibleText(facts.filter((fact) => fact !== '').join('  ')), columns));
    for (const note of notes) lines.push(...wrapText(`! ${visibleText(note)}`, columns));
    if (hops.length > 0) lines.push('', ...renderTable(['next hop', 'trunk', 'code', 'outcome', 'cause', 'took'], hops));
    lines.push('', ...renderLadder(ladder, { columns, hasColor: style.hasColor }, toldNotes({ call, ...rest })));
  }
  return lines;
}
