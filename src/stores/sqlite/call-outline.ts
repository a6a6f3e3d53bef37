import { ByteReader, type StoredCall, TeleError } from '../../core/index.ts';
import type { ExportedCall } from '../export-calls.ts';
import type { MatchedCall } from '../matches-call.ts';
import { readHead } from './call-head.ts';
import { CALL_COLUMNS } from './call-columns.ts';
import { millisecondOf, skipShape } from './call-row.ts';
import { FLAG, STATE_UNIT, STATES } from './call-shape.ts';
import { bytesColumn, column, numberColumn } from './column.ts';
import { seconds, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { personOf } from './packed-call.ts';
import { unpackScore } from './packed-score.ts';
import type { Words } from './words.ts';

/** What the columns of a call and the head of its `detail` tell, which is enough to match and to export it. */
export type CallOutline = MatchedCall & ExportedCall;
/** The columns that an outline is made of. */
export const OUTLINE_COLUMNS = ['seq', ...CALL_COLUMNS.filter((name) => name !== 'timeline')];

// Hot: once per call of an export, and therefore one object with all that there is.
/** The outline of a row that has `OUTLINE_COLUMNS`. Throws `STORE_CORRUPT` when it is cut short. */
export function outlineOf(row: unknown, { day, words }: Pick<DayFile, 'day' | 'words'>): CallOutline {
  const detail = new ByteReader(bytesColumn(row, 'detail'));
  skipShape(detail);
  const { id, callId, callerHash, calleeHash } = readHead(detail);
  if (detail.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
  const flags = numberColumn(row, 'flags') ?? 0;
  const micros = millisecondOf(numberColumn(row, 'seq') ?? 0) * 1000 + (numberColumn(row, 'us') ?? 0);
  const span = numberColumn(row, 'span');
  const mos = numberColumn(row, 'mos');
  const outline = {
    id,
    callId,
    startedAt: timeInDay(day, micros),
    endedAt: span === undefined ? undefined : timeInDay(day, micros + span),
    direction: wordOf(row, 'direction', words),
    trunk: wordOf(row, 'trunk', words),
    agent: wordOf(row, 'agent', words),
    caller: personOf(callerHash, column(row, 'caller')),
    callee: personOf(calleeHash, column(row, 'callee')),
    state: STATES[Math.floor(flags / STATE_UNIT) % STATES.length],
    outcome: wordOf(row, 'outcome', words),
    ended: wordOf(row, 'ended', words),
    cause: wordOf(row, 'cause', words),
    sipCode: numberColumn(row, 'sip'),
    codec: wordOf(row, 'codec', words),
    pddSeconds: secondsOf(row, 'pdd'),
    setupSeconds: secondsOf(row, 'setup'),
    talkSeconds: secondsOf(row, 'talk'),
    agentResponseSeconds: secondsOf(row, 'response'),
    mos: mos === undefined ? undefined : unpackScore(mos),
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
  };
  // It was written with the words of the declaration; what is absent is undefined.
  return outline as Partial<StoredCall> as CallOutline;
}

function wordOf(row: unknown, name: string, words: Words): string | undefined {
  const id = numberColumn(row, name);
  return id === undefined ? undefined : words.textOf(id);
}

function secondsOf(row: unknown, name: string): number | undefined {
  const micros = numberColumn(row, name);
  return micros === undefined ? undefined : seconds(micros);
}
