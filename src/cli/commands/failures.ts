import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayPartial } from '../no-calls.ts';
import { showTime } from '../show.ts';
import { fitLines, renderTable } from '../table.ts';

const PATH = '/api/v1/failures';

/** Lists calls that failed, with their reasons. */
export const failuresCommand = defineCommand({
  name: 'failures',
  summary: 'List calls that failed for a reason that neither side chose, newest first, each with its reason.',
  arguments: [],
  options: [...CALL_FILTERS, ...PAGE_OPTIONS, ...ANSWER_OPTIONS],
  example: 'ringscope failures --since 1h --trunk carrier-a',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const query = { ...filterQuery(CALL_FILTERS, input, io), limit: textOption(input, 'limit'), cursor: textOption(input, 'cursor') };
      const page = asBody(PATH, await api.get(PATH, query));
      if (input.options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      const rows = page.failures.map(({ call, reason }) => [
        showTime(call.startedAt),
        call.id,
        call.trunk,
        String(call.sipCode ?? ''),
        call.cause ?? '',
        reason,
      ]);
      if (rows.length === 0) io.err('No call failed. `ringscope dashboard` counts the others.\n');
      else
        for (const line of fitLines(renderTable(['started', 'id', 'trunk', 'code', 'cause', 'reason'], rows), io.columns))
          io.out(`${line}\n`);
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    }),
});
