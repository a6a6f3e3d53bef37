import { TeleError } from '../../core/index.ts';
import { asCallPage } from '../api-calls.ts';
import { withApi, withServer } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { CALL_COLUMNS, callCells } from '../show-calls.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';
import { TABLE_OPTIONS, writeTable } from '../table.ts';
import { clockOf } from '../time-option.ts';

/** Lists calls. */
export const callsCommand = defineCommand({
  name: 'calls',
  summary: 'List calls, newest first.',
  arguments: [],
  options: [
    ...CALL_FILTERS,
    { flags: '--follow', help: 'Write calls as they happen, from now on, until it is ended. With --json one JSON value per line.' },
    ...PAGE_OPTIONS,
    ...TABLE_OPTIONS,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope calls --since 1h --outcome failed',
  async run(input, io) {
    const { options } = input;
    const conditions = {
      ...filterQuery(CALL_FILTERS, input, io),
    };
    const page = { limit: textOption(input, 'limit'), cursor: textOption(input, 'cursor') };
    if (options['follow'] === true) return follow(conditions, page, input, io);
    const query = { ...conditions, ...page };
    return withApi(input, io, async (api) => {
      const page = asCallPage(await api.get('/api/v1/calls', query));
      if (options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      if (page.calls.length === 0) await sayNoCalls(api, input, io);
      else {
        const clock = clockOf(input, io);
        writeTable(
          CALL_COLUMNS,
          page.calls.map((call) => callCells(call, clock)),
          input,
          io,
        );
      }
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    });
  },
});

async function follow(
  conditions: Readonly<Record<string, string | undefined>>,
  { limit, cursor }: Readonly<Record<'limit' | 'cursor', string | undefined>>,
  input: CommandInput,
  io: CommandIo,
): Promise<number> {
  if (limit !== undefined || cursor !== undefined) throw new TeleError('USAGE', '--follow has no pages: leave out --limit and --cursor.');
  if (textOption(input, 'store') !== undefined)
    throw new TeleError('USAGE', '--follow needs a running server: name it with --url instead of its files.');
  const { followCalls } = await import('../live/follow-calls.ts');
  return withServer(input, io, async (api) => followCalls(api, conditions, input.options['json'] === true, clockOf(input, io), io));
}
