import { EXIT } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand } from '../command.ts';
import { judgeCalls } from '../judge-calls.ts';
import { toJson } from '../json.ts';
import { showRatio } from '../show.ts';

const DASHBOARD = '/api/v1/dashboard';
const STALE = '/api/v1/stale';

/** Says how calls are. */
export const healthCommand = defineCommand({
  name: 'health',
  summary: 'Show how the calls of the last hour are, and why. Exit code 1 when they fail. `status` shows the server itself.',
  arguments: [],
  options: [...ANSWER_OPTIONS],
  example: 'ringscope health --json',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const { total, active } = asBody(DASHBOARD, await api.get(DASHBOARD, { hours: '1' }));
      const { count } = asBody(STALE, await api.get(STALE, { seconds: '3600' }));
      const health = judgeCalls(total, active, count);
      if (input.options['json'] === true) io.out(toJson(health));
      else {
        io.out(
          `Calls are ${health.status}: ${health.attempts} in the last hour, NER ${showRatio(health.ner)}, ${health.active} active now.\n`,
        );
        for (const line of [...health.reasons, ...health.warnings]) io.out(`${line}\n`);
      }
      return health.status === 'degraded' ? EXIT.findings : 0;
    }),
});
