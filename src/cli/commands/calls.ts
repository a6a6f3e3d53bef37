import { asCallPage } from '../api-calls.ts';
import { withApi } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { showCalls } from '../show-calls.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';

const NUMBERS = [
  { flags: '--number <number>', help: 'Calls of this number on either side, in international form. Needs the role pii.' },
  { flags: '--caller <number>', help: 'Calls from this number.' },
  { flags: '--callee <number>', help: 'Calls to this number.' },
];

/** Lists calls. */
export const callsCommand = defineCommand({
  name: 'calls',
  summary: 'List calls, newest first.',
  arguments: [],
  options: [
    ...CALL_FILTERS,
    ...NUMBERS,
    { flags: '--active', help: 'Only calls that are not over.' },
    { flags: '--failed', help: 'Only calls that failed for a reason that neither side chose.' },
    ...PAGE_OPTIONS,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope calls --since 1h --outcome failed',
  async run(input, io) {
    const { options } = input;
    const query = {
      ...filterQuery([...CALL_FILTERS, ...NUMBERS], input, io),
      active: options['active'] === true ? 'true' : undefined,
      failed: options['failed'] === true ? 'true' : undefined,
      limit: textOption(input, 'limit'),
      cursor: textOption(input, 'cursor'),
    };
    return withApi(input, io, async (api) => {
      const page = asCallPage(await api.get('/api/v1/calls', query));
      if (options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      if (page.calls.length === 0) sayNoCalls(io);
      else for (const line of showCalls(page.calls)) io.out(`${line}\n`);
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    });
  },
});
