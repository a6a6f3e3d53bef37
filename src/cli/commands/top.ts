import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';
import { showRatio, showSeconds } from '../show.ts';
import { renderTable } from '../table.ts';
import { WINDOW_OPTIONS, windowQuery } from '../window-option.ts';

const PATH = '/api/v1/top';

/** Ranks the values of a dimension. */
export const topCommand = defineCommand({
  name: 'top',
  summary: 'Rank causes, codes, trunks and the like by how many calls they have.',
  arguments: [],
  options: [
    { flags: '--by <dimension>', help: 'cause, outcome, ended, direction, sipCode, trunk or codec.', initial: 'cause' },
    { flags: '--limit <count>', help: 'At most this many.', initial: '10' },
    ...WINDOW_OPTIONS,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope top --by trunk --hours 1',
  async run(input, io) {
    const by = textOption(input, 'by') ?? 'cause';
    return withApi(input, io, async (api) => {
      const top = asBody(PATH, await api.get(PATH, { by, limit: textOption(input, 'limit'), ...windowQuery(input, io) }));
      if (input.options['json'] === true) {
        io.out(toJson(top));
        return 0;
      }
      const rows = top.values.map(({ value, attempts, answered, asr, ner, acdSeconds }) => [
        value,
        String(attempts),
        String(answered),
        showRatio(asr),
        showRatio(ner),
        showSeconds(acdSeconds) || '-',
      ]);
      if (rows.length === 0) sayNoCalls(io);
      else for (const line of renderTable([by, 'attempts', 'answered', 'ASR', 'NER', 'ACD'], rows)) io.out(`${line}\n`);
      await sayPartial(top.isPartial, api, io);
      return 0;
    });
  },
});
