import { TeleError } from '../core/index.ts';
import { asCallPage, type CallPageBody } from './api-calls.ts';
import type { ApiClient } from './api-client.ts';
import type { CommandInput, CommandIo } from './command.ts';
import { sayPartial } from './no-calls.ts';
import { showTime } from './show.ts';
import { renderTable } from './table.ts';
import { clockOf } from './time-option.ts';

/** Fewer characters begin too many Call-IDs. */
const LEAST_CHARACTERS = 4;
/** Calls that are looked at for whether they are one. */
const MOST_CALLS = 100;
const MOST_SHOWN = 10;
const COLUMNS = ['started', 'outcome', 'callee', 'call-id'];

/** Does something with the call of an id, or else with the one whose Call-ID begins with it. Throws `SEVERAL_CALLS` and lists them where that may be another. */
export async function withCall(
  id: string,
  api: ApiClient,
  input: CommandInput,
  io: CommandIo,
  work: (id: string) => Promise<number>,
): Promise<number> {
  try {
    return await work(id);
  } catch (error) {
    if (!(error instanceof TeleError) || error.code !== 'NOT_FOUND' || id.length < LEAST_CHARACTERS) throw error;
    const begun = await beginningWith(id, api, input, io);
    if (begun === undefined) throw error;
    return work(begun);
  }
}

/** The only Call-ID that begins so. Undefined: there is none. */
async function beginningWith(text: string, api: ApiClient, input: CommandInput, io: CommandIo): Promise<string | undefined> {
  const page = asCallPage(await api.get('/api/v1/calls', { callId: text, limit: String(MOST_CALLS) }));
  const begun = page.calls.filter(({ callId }) => callId.startsWith(text));
  const calls = [...new Map(begun.map((call) => [call.callKey, call])).values()];
  const [only, another] = calls;
  if (another !== undefined) refuseSeveral(text, calls, input, io);
  if (only !== undefined) await sayPartial(page.isPartial, api, io);
  return only?.callId;
}

function refuseSeveral(text: string, calls: CallPageBody['calls'], input: CommandInput, io: CommandIo): never {
  const shown = calls.slice(0, MOST_SHOWN);
  if (input.options['json'] !== true) {
    const clock = clockOf(input, io);
    const rows = shown.map((call) => [showTime(call.startedAt, clock), call.outcome ?? call.state, call.callee ?? '', call.callId]);
    // The standard output is for the one call that was asked for.
    for (const line of renderTable(COLUMNS, rows)) io.err(`${line}\n`);
  }
  const more = calls.length > shown.length ? ', and more' : '';
  throw new TeleError('SEVERAL_CALLS', `Several Call-IDs begin with "${text}": ${shown.map(({ callId }) => callId).join(', ')}${more}.`);
}
