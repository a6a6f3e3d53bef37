import { TeleError } from '../../core/index.ts';
import { withServer } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { defineCommand, SERVER_OPTIONS } from '../command.ts';
import { clockOf } from '../time-option.ts';

/** Shows calls as they happen. */
export const liveCommand = defineCommand({
  name: 'live',
  summary: 'Watch calls as they happen, on the whole terminal; ? shows the keys.',
  arguments: [],
  options: [...CALL_FILTERS, ...SERVER_OPTIONS],
  example: 'ringscope live --trunk carrier-a',
  async run(input, io) {
    const { terminal } = io;
    if (terminal === undefined)
      throw new TeleError(
        'USAGE',
        'live draws on a terminal, and its input or output is none: `ringscope calls --follow` writes calls as lines, with --json for programs.',
      );
    const query = filterQuery(CALL_FILTERS, input, io);
    const { runLive } = await import('../live/run-live.ts');
    return withServer(input, io, async (api) => runLive(api, terminal(), { query, clock: clockOf(input, io) }, io));
  },
});
