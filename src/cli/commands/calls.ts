import { asCallPage } from '../api-calls.ts';
import { createApiClient } from '../api-client.ts';
import { callTable } from '../call-table.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { parseTime } from '../time-option.ts';

/** Lists calls. */
export const callsCommand = defineCommand({
  name: 'calls',
  summary: 'List calls, newest first.',
  arguments: [],
  options: [
    { flags: '--since <time>', help: 'Calls that started at or after: 15m, 24h, 7d ago, Unix seconds or ISO 8601.' },
    { flags: '--until <time>', help: 'Calls that started before.' },
    { flags: '--outcome <outcome>', help: 'e.g. answered, busy, rejected, failed.' },
    { flags: '--cause <cause>', help: 'e.g. congestion, unallocated, auth.' },
    { flags: '--direction <direction>', help: 'inbound, outbound, internal, transit or unknown.' },
    { flags: '--trunk <name>', help: 'Calls of one trunk.' },
    { flags: '--sip-code <code>', help: 'What the caller saw, e.g. 503.' },
    { flags: '--active', help: 'Only calls that are not over.' },
    { flags: '--limit <count>', help: 'At most this many.', initial: '100' },
    { flags: '--cursor <cursor>', help: 'The next page, from nextCursor of the page before.' },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  example: 'ringscope calls --since 1h --outcome failed',
  async run(input, io) {
    const time = (name: string): string | undefined => {
      const text = textOption(input, name);
      return text === undefined ? undefined : String(parseTime(text, io.now()));
    };
    const body = await createApiClient(input, io).get('/api/v1/calls', {
      since: time('since'),
      until: time('until'),
      outcome: textOption(input, 'outcome'),
      cause: textOption(input, 'cause'),
      direction: textOption(input, 'direction'),
      trunk: textOption(input, 'trunk'),
      sipCode: textOption(input, 'sipCode'),
      active: input.options['active'] === true ? 'true' : undefined,
      limit: textOption(input, 'limit'),
      cursor: textOption(input, 'cursor'),
    });
    const page = asCallPage(body);
    if (input.options['json'] === true) {
      io.out(toJson(page));
      return 0;
    }
    for (const line of callTable(page.calls)) io.out(`${line}\n`);
    if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
    return 0;
  },
});
