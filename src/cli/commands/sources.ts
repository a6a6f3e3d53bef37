import { EXIT } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer } from '../api-client.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS } from '../command.ts';
import { toJson } from '../json.ts';
import { showSources } from '../show-sources.ts';

const PATH = '/api/v1/sources';

/** Says whether anything arrives. */
export const sourcesCommand = defineCommand({
  name: 'sources',
  summary: 'Show what arrives, from whom, what is refused and why, and what mends it. Exit code 1 when something is to be mended.',
  arguments: [],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  example: 'ringscope sources',
  run: async (input, io) =>
    withServer(input, io, async (api) => {
      const report = asBody(PATH, await api.get(PATH));
      if (input.options['json'] === true) io.out(toJson(report));
      else for (const line of showSources(report, io.now())) io.out(`${line}\n`);
      return report.findings.some(({ severity }) => severity === 'warning') ? EXIT.findings : 0;
    }),
});
