import { NO_TRUNK } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { filterQuery, SOME_CALLS } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';
import { readMetrics, trunksOn } from '../read-metrics.ts';
import { showTop } from '../show-top.ts';
import { WINDOW_OPTIONS, windowQuery } from '../window-option.ts';

const PATH = '/api/v1/top';
const BY = ['cause', 'outcome', 'ended', 'direction', 'sipCode', 'trunk', 'codec', 'hop', 'hopTrunk', 'hopCode', 'hopCause'];

/** Ranks the values of a dimension. */
export const topCommand = defineCommand({
  name: 'top',
  summary: 'Rank causes, codes, trunks and the like by how many calls they have, and next hops by their attempts.',
  arguments: [],
  options: [
    {
      flags: '--by <dimension>',
      help: `${BY.slice(0, -1).join(', ')} or ${BY.at(-1)}. By hop, hopTrunk, hopCode and hopCause the hops of the calls count, each by its own outcome, less the own proxies: a call that failed over has two. Conditions on hops choose among them.`,
      initial: 'cause',
      values: BY,
    },
    { flags: '--limit <count>', help: 'At most this many.', initial: '10' },
    ...WINDOW_OPTIONS,
    ...SOME_CALLS,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope top --by trunk --hours 1',
  async run(input, io) {
    const by = textOption(input, 'by') ?? 'cause';
    return withApi(input, io, async (api) => {
      const top = asBody(
        PATH,
        await api.get(PATH, { by, limit: textOption(input, 'limit'), ...windowQuery(input, io), ...filterQuery(SOME_CALLS, input, io) }),
      );
      if (input.options['json'] === true) {
        io.out(toJson(top));
        return 0;
      }
      if (top.values.length === 0) await sayNoCalls(api, input, io);
      else for (const line of showTop(by, top.values)) io.out(`${line}\n`);
      const hasNone = by === 'trunk' && top.values.some(({ value }) => value === NO_TRUNK);
      if (hasNone && trunksOn(await readMetrics(api)).length > 0)
        io.err(`${NO_TRUNK} also has the calls of trunks that began before their names were set.\n`);
      await sayPartial(top.isPartial, api, io);
      return 0;
    });
  },
});
