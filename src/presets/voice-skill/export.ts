import { csvCell, present, TeleError, type CallStore, type StoredCall } from '../../core/index.ts';
import { callBody, metadataBody, type ShowNumber } from './calls.ts';
import { isoTime } from './words.ts';

const DAY = 86_400;
const PAGE = 500;
const COLUMNS = [
  'call_id',
  'call_type',
  'caller_number',
  'callee_number',
  'started_at',
  'ended_at',
  'duration_seconds',
  'status',
  'has_transcript',
  'has_audio',
] as const satisfies readonly (keyof ReturnType<typeof callBody>)[];

/** What is exported, and how. */
export interface VoiceSkillExport {
  readonly format: 'json' | 'csv';
  readonly days: number;
  readonly now: number;
  readonly show: ShowNumber;
}

/** `GET /metrics/export`: the calls of so many days, newest first, a page at a time. */
export async function* exportAnswer(store: Pick<CallStore, 'listCalls'>, query: VoiceSkillExport): AsyncGenerator<Uint8Array, void> {
  const { format, days, now, show } = query;
  const encoder = new TextEncoder();
  const isCsv = format === 'csv';
  yield encoder.encode(isCsv ? `${COLUMNS.join(',')}\r\n` : `{"exported_at":"${isoTime(now)}","period_days":${days},"calls":[`);
  let count = 0;
  for await (const calls of pages(store, now - days * DAY)) {
    const separator = count === 0 ? '' : ',';
    const text = isCsv
      ? calls.map((call) => csvLine(callBody(call, show))).join('')
      : separator + calls.map((call) => JSON.stringify({ ...callBody(call, show), metadata: metadataBody(call) })).join(',');
    count += calls.length;
    yield encoder.encode(text);
  }
  if (!isCsv) yield encoder.encode(`],"call_count":${count}}`);
}

/** Pages that are not empty. */
async function* pages(store: Pick<CallStore, 'listCalls'>, since: number): AsyncGenerator<readonly StoredCall[], void> {
  let cursor: string | undefined;
  do {
    const page = await store.listCalls({ since, limit: PAGE, ...present({ cursor }) });
    if (page.isPartial === true) throw new TeleError('QUERY_TIMEOUT', 'The export was ended before it was whole.');
    if (page.calls.length > 0) yield page.calls;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

function csvLine(body: ReturnType<typeof callBody>): string {
  return `${COLUMNS.map((name) => csvCell(csvText(body[name]))).join(',')}\r\n`;
}

/** A flag is 0 or 1, as its database has it. */
function csvText(value: string | number | boolean | null): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value ?? '');
}
