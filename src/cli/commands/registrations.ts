import type { OffsetAt } from '../../core/index.ts';
import type { PresentedRegistration } from '../../server/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';
import { showSeconds, showTime } from '../show.ts';
import { TABLE_OPTIONS, writeTable, type Column } from '../table.ts';
import { clockOf, timeOptions } from '../time-option.ts';

const PATH = '/api/v1/registrations';
const FILTERS = [
  ...timeOptions('Registrations'),
  { flags: '--outcome <outcome>', help: 'registered, unregistered, rejected, failed or timeout.' },
  { flags: '--agent <name>', help: 'Registrations of one capture agent.' },
  { flags: '--sip-code <code>', help: 'The last answer, e.g. 403.' },
  {
    flags: '--user <user>',
    help: 'Of this user or number, in international form. Needs the role pii. ~k3m7vq: somebody whom tables show by that.',
  },
];
const COLUMNS: readonly Column[] = [
  { title: 'started' },
  { title: 'outcome', isState: true },
  { title: 'code' },
  { title: 'user' },
  { title: 'address', rank: 1 },
  { title: 'expires', rank: 3 },
  { title: 'took', rank: 2 },
  { title: 'call-id', rank: 4 },
];

/** Lists registrations. */
export const registrationsCommand = defineCommand({
  name: 'registrations',
  summary: 'List registrations, newest first.',
  arguments: [],
  options: [...FILTERS, ...PAGE_OPTIONS, ...TABLE_OPTIONS, ...ANSWER_OPTIONS],
  example: 'ringscope registrations --since 1h --outcome rejected',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const query = { ...filterQuery(FILTERS, input, io), limit: textOption(input, 'limit'), cursor: textOption(input, 'cursor') };
      const clock = clockOf(input, io);
      const page = asBody(PATH, await api.get(PATH, query));
      if (input.options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      if (page.registrations.length === 0) await sayNoCalls(api, input, io, 'registrations');
      else
        writeTable(
          COLUMNS,
          page.registrations.map((one) => row(one, clock)),
          input,
          io,
        );
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    }),
});

function row(one: PresentedRegistration, clock: OffsetAt): readonly string[] {
  return [
    showTime(one.startedAt, clock),
    one.outcome,
    String(one.sipCode ?? ''),
    one.user ?? '',
    one.address,
    showSeconds(one.expiresSeconds),
    showSeconds(one.firstRrdSeconds ?? one.rrdSeconds),
    one.callId,
  ];
}
