import { TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, JSON_OPTION, textOption, type CommandInput } from '../command.ts';
import { createProgress } from '../progress.ts';

const PATH = '/api/v1/export';
const DASHBOARD = '/api/v1/dashboard';
const NEWLINE = 10;

/** Writes calls out. */
export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write calls to the standard output, newest first, with masked numbers.',
  arguments: [],
  options: [
    {
      flags: '--format <format>',
      help: 'csv, json (one value), ndjson (one call per line) or pcap (their messages as one pcapng file).',
      initial: 'csv',
      values: ['csv', 'json', 'ndjson', 'pcap'],
    },
    ...CALL_FILTERS,
    ...ANSWER_OPTIONS.filter(({ flags }) => flags !== '--json'),
    { ...JSON_OPTION, help: 'The same as --format json.' },
  ],
  example: 'ringscope export --format csv --since 30d > calls.csv',
  async run(input, io) {
    const query = filterQuery(CALL_FILTERS, input, io);
    const format = formatOf(input);
    if (format === 'pcap' && io.columns !== undefined)
      throw new TeleError('BAD_REQUEST', 'A capture is not for a terminal: put it into a file, `--format pcap > calls.pcapng`.');
    return withApi(input, io, async (api) => {
      const progress =
        io.isErrTerminal && format !== 'pcap' ? createProgress(await expected(api, query), 'calls', io.err, io.now) : undefined;
      try {
        let calls = 0;
        for await (const chunk of await api.read(PATH, { ...query, format })) {
          io.signal.throwIfAborted();
          await io.write(chunk);
          calls += countLines(chunk);
          progress?.show(calls);
        }
        return 0;
      } finally {
        progress?.clear();
      }
    });
  },
});

function formatOf(input: CommandInput): string {
  const format = textOption(input, 'format');
  if (input.options['json'] !== true) return format ?? 'csv';
  if (format !== undefined && format !== 'json') throw new TeleError('BAD_REQUEST', `--json and --format ${format} exclude each other.`);
  return 'json';
}

/** How many calls will come, when the store counts them anyway; else 0. */
async function expected(api: ApiClient, { since, until, ...conditions }: Readonly<Record<string, string | undefined>>): Promise<number> {
  if (since === undefined || Object.values(conditions).some((value) => value !== undefined)) return 0;
  return asBody(DASHBOARD, await api.get(DASHBOARD, { since, until })).total.attempts;
}

function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
