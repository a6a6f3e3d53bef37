import type { PresentedRegistration } from '../../server/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayPartial } from '../no-calls.ts';
import { showSeconds, showTime } from '../show.ts';
import { renderTable } from '../table.ts';

const PATH = '/api/v1/registrations';
const FILTERS = [
  { flags: '--since <time>', help: 'Registrations that started at or after: 15m, 24h, 7d ago, Unix seconds or ISO 8601.' },
  { flags: '--until <time>', help: 'Registrations that started before.' },
  { flags: '--outcome <outcome>', help: 'registered, unregistered, rejected, failed or timeout.' },
  { flags: '--agent <name>', help: 'Registrations of one capture agent.' },
  { flags: '--sip-code <code>', help: 'The last answer, e.g. 403.' },
  { flags: '--user <user>', help: 'Of this user or number, in international form. Needs the role pii.' },
];
const HEADER = ['started', 'outcome', 'code', 'user', 'address', 'expires', 'took', 'call-id'];

/** Lists registrations. */
export const registrationsCommand = defineCommand({
  name: 'registrations',
  summary: 'List registrations, newest first.',
  arguments: [],
  options: [...FILTERS, ...PAGE_OPTIONS, ...ANSWER_OPTIONS],
  example: 'ringscope registrations --since 1h --outcome rejected',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const query = { ...filterQuery(FILTERS, input, io), limit: textOption(input, 'limit'), cursor: textOption(input, 'cursor') };
      const page = asBody(PATH, await api.get(PATH, query));
      if (input.options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      if (page.registrations.length === 0)
        io.err('There are no such registrations. Take a longer time with --since or fewer conditions.\n');
      else for (const line of renderTable(HEADER, page.registrations.map(row))) io.out(`${line}\n`);
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    }),
});

function row(one: PresentedRegistration): readonly string[] {
  return [
    showTime(one.startedAt),
    one.outcome,
    String(one.sipCode ?? ''),
    one.user ?? '',
    one.address,
    showSeconds(one.expiresSeconds),
    showSeconds(one.firstRrdSeconds ?? one.rrdSeconds),
    one.callId,
  ];
}
