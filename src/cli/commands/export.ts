import { asBody } from '../answer-bodies.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, textOption } from '../command.ts';
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
    { flags: '--format <format>', help: 'csv, json (one value) or ndjson (one call per line).', initial: 'csv' },
    ...CALL_FILTERS,
    ...ANSWER_OPTIONS.filter(({ flags }) => flags !== '--json'),
  ],
  example: 'ringscope export --format csv --since 30d > calls.csv',
  async run(input, io) {
    const query = filterQuery(CALL_FILTERS, input, io);
    const format = textOption(input, 'format') ?? 'csv';
    return withApi(input, io, async (api) => {
      const progress = io.isErrTerminal ? createProgress(await expected(api, query), 'calls', io.err, io.now) : undefined;
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
