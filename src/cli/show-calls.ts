import type { CallRecord, OffsetAt } from '../core/index.ts';
import { showSeconds, showTime } from './show.ts';
import { renderTable, type Column } from './table.ts';

/** What the table shows of a call, from the store as from a file. */
type Row = Pick<
  CallRecord,
  'startedAt' | 'state' | 'outcome' | 'sipCode' | 'hopCode' | 'cause' | 'releasedBy' | 'ringSeconds' | 'talkSeconds' | 'callId'
> & {
  readonly ended?: string;
  readonly trunk?: string;
  readonly caller?: string;
  readonly callee?: string;
};

/** The columns of calls: what tells them apart and why they ended stays longest. */
export const CALL_COLUMNS: readonly Column[] = [
  { title: 'started' },
  { title: 'outcome', isState: true },
  { title: 'ended', rank: 7 },
  { title: 'code' },
  { title: 'hop', rank: 5 },
  { title: 'cause', rank: 2 },
  { title: 'by', rank: 6 },
  { title: 'ring', rank: 4 },
  { title: 'talk', rank: 3 },
  { title: 'trunk', rank: 1 },
  { title: 'caller' },
  { title: 'callee' },
  { title: 'call-id', rank: 8 },
];

/** The cells of a call, with times by these clocks. */
export function callCells(call: Row, clock: OffsetAt): readonly string[] {
  return [
    showTime(call.startedAt, clock),
    call.outcome ?? call.state,
    call.ended ?? '',
    String(call.sipCode ?? ''),
    String(call.hopCode ?? ''),
    call.cause ?? '',
    call.releasedBy ?? '',
    showSeconds(call.ringSeconds),
    showSeconds(call.talkSeconds),
    call.trunk ?? '',
    call.caller ?? '',
    call.callee ?? '',
    call.callId ?? '',
  ];
}

/** Calls as lines, one each, under a header, with times by these clocks. */
export function showCalls(calls: readonly Row[], clock: OffsetAt): readonly string[] {
  return renderTable(
    CALL_COLUMNS.map(({ title }) => title),
    calls.map((call) => callCells(call, clock)),
  );
}
