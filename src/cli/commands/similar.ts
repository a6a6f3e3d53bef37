import { readSpokenTime, TeleError } from '../../core/index.ts';
import { asCallPage } from '../api-calls.ts';
import { type ApiClient, withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { withCall } from '../find-call.ts';
import { toJson } from '../json.ts';
import { sayPartial } from '../no-calls.ts';
import { CALL_COLUMNS, callCells } from '../show-calls.ts';
import { TABLE_OPTIONS, writeTable } from '../table.ts';
import { clockOf, ZONE_OPTION } from '../time-option.ts';

const SPAN = /^(\d{1,6}[smhd])+$/;

/** Lists the calls that came out as one did. */
export const similarCommand = defineCommand({
  name: 'similar',
  summary: 'List the calls that came out as one did, with the same cause and trunk, around the time of it.',
  arguments: [{ name: 'id', help: 'As for `ringscope call`.' }],
  options: [
    { flags: '--within <time>', help: 'So long before and after it, e.g. 15m, 1h30m, 7d.', initial: '1h' },
    ZONE_OPTION,
    ...PAGE_OPTIONS,
    ...TABLE_OPTIONS,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope similar 3848276298220188511@192.0.2.7 --within 15m',
  async run(input, io) {
    const id = input.arguments[0] ?? '';
    const query = {
      within: readWithin(textOption(input, 'within'), io.now()),
      limit: textOption(input, 'limit'),
      cursor: textOption(input, 'cursor'),
    };
    return withApi(input, io, async (api) => withCall(id, api, input, io, async (found) => listSimilar(found, query, api, input, io)));
  },
});

async function listSimilar(
  id: string,
  query: Readonly<Record<string, string | undefined>>,
  api: ApiClient,
  input: CommandInput,
  io: CommandIo,
): Promise<number> {
  const page = asCallPage(await api.get(`/api/v1/calls/${encodeURIComponent(id)}/similar`, query));
  if (input.options['json'] === true) {
    io.out(toJson(page));
    return 0;
  }
  const clock = clockOf(input, io);
  const rows = page.calls.map((call) => callCells(call, clock));
  if (rows.length === 0) io.err('The call is not over, so nothing is like it yet. `ringscope calls --active` lists those that go on.\n');
  else writeTable(CALL_COLUMNS, rows, input, io);
  if (rows.length === 1) io.err('It is the only one. Take a longer time with --within.\n');
  await sayPartial(page.isPartial, api, io);
  if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
  return 0;
}

function readWithin(text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const then = SPAN.test(text) ? readSpokenTime(text, { now, offsetAt: () => 0 }) : undefined;
  if (then === undefined) throw new TeleError('BAD_REQUEST', `--within takes a time such as 15m, 1h30m or 7d, and not "${text}".`);
  return String(Math.round(now - then.first));
}
