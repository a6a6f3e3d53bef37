import { TeleError } from '../../core/index.ts';
import { withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand } from '../command.ts';

/** Writes the metrics of voice-skill. */
export const prometheusCommand = defineCommand({
  name: 'prometheus',
  summary: 'Write the metrics that voice-skill has, in the text format of Prometheus. A server has all others at /metrics.',
  arguments: [],
  options: ANSWER_OPTIONS.filter(({ flags }) => flags !== '--json'),
  example: 'ringscope prometheus --store ./ringscope-data',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      try {
        for await (const chunk of await api.read('/metrics/prometheus', {})) await io.write(chunk);
        return 0;
      } catch (error) {
        if (!(error instanceof TeleError && error.code === 'NOT_FOUND')) throw error;
        throw new TeleError(
          'NOT_FOUND',
          'The server does not answer as voice-skill: name the preset voice-skill in `presets`, or read its files with --store.',
          error,
        );
      }
    }),
});
