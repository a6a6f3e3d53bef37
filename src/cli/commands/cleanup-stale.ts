import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand, textOption } from '../command.ts';
import { toJson } from '../json.ts';

const PATH = '/api/v1/stale/sweep';
/** How long the server may take. */
const SECONDS = 30;

/** Gives up calls that nobody hears of any more. */
export const cleanupStaleCommand = defineCommand({
  name: 'cleanup-stale',
  summary: 'Give up open calls of which nothing was heard for an hour: they end as unknown, without talk time.',
  arguments: [],
  options: [
    { flags: '--dry-run', help: 'Only say which calls these are.' },
    { flags: '--seconds <seconds>', help: 'How long nothing was heard.', initial: '3600' },
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope cleanup-stale --dry-run',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const isDryRun = input.options['dryRun'] === true;
      const query = { seconds: textOption(input, 'seconds'), dryRun: isDryRun ? 'true' : undefined };
      const { swept } = asBody(PATH, await api.change('POST', PATH, query, SECONDS));
      if (input.options['json'] === true) {
        io.out(toJson({ swept, isDryRun }));
        return 0;
      }
      for (const id of swept) io.out(`${id}\n`);
      if (swept.length === 0) io.err('No open call is that silent.\n');
      else io.err(`${swept.length} calls ${isDryRun ? 'would be' : 'were'} given up. \`ringscope call <id>\` shows one.\n`);
      return 0;
    }),
});
