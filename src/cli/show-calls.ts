import type { CallRecord } from '../core/index.ts';
import { showSeconds, showTime } from './show.ts';
import { renderTable } from './table.ts';

/** What the table shows of a call, from the store as from a file. */
type Row = Pick<
  CallRecord,
  'startedAt' | 'state' | 'outcome' | 'sipCode' | 'hopCode' | 'cause' | 'releasedBy' | 'ringSeconds' | 'talkSeconds' | 'callId'
> & {
  readonly ended?: string;
  readonly caller?: string;
  readonly callee?: string;
};

const HEADER = ['started', 'outcome', 'ended', 'code', 'hop', 'cause', 'by', 'ring', 'talk', 'caller', 'callee', 'call-id'];

/** Calls as lines, one each, under a header. */
export function showCalls(calls: readonly Row[]): readonly string[] {
  return renderTable(
    HEADER,
    calls.map((call) => [
      showTime(call.startedAt),
      call.outcome ?? call.state,
      call.ended ?? '',
      String(call.sipCode ?? ''),
      String(call.hopCode ?? ''),
      call.cause ?? '',
      call.releasedBy ?? '',
      showSeconds(call.ringSeconds),
      showSeconds(call.talkSeconds),
      call.caller ?? '',
      call.callee ?? '',
      call.callId ?? '',
    ]),
  );
}
