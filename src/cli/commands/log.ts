import { TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer, type ApiClient } from '../api-client.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS } from '../command.ts';
import { toJson } from '../json.ts';
import { renderTable } from '../table.ts';

const PATH = '/api/v1/log-levels';
const SECONDS = 10;

/** Shows or changes what a running server logs. */
export const logCommand = defineCommand({
  name: 'log',
  summary: 'Show the levels of the log of a running server, or set one. To set one needs the role admin.',
  arguments: [
    { name: 'action', help: '`level`.' },
    {
      name: 'component',
      help: 'The component, such as `store`. With a level in its place that of all components is set.',
      isOptional: true,
    },
    { name: 'level', help: 'The level to set: silent, error, warn, info or debug.', isOptional: true },
  ],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  example: 'ringscope log level store debug',
  run: async (input, io) =>
    withServer(input, io, async (api) => {
      const [action, ...words] = input.arguments;
      if (action !== 'level') throw new TeleError('BAD_REQUEST', `log takes level, not ${action ?? 'nothing'}.`);
      const { component, level } = await readWords(words);
      const { components } = asBody(PATH, await ask(api, component, level));
      const shown = Object.entries(components).filter(([name]) => component === undefined || name === component);
      if (input.options['json'] === true) io.out(toJson(Object.fromEntries(shown)));
      else for (const line of renderTable(['component', 'level'], shown)) io.out(`${line}\n`);
      return 0;
    }),
});

async function ask(api: ApiClient, component: string | undefined, level: string | undefined): Promise<unknown> {
  return level === undefined ? api.get(PATH) : api.change('POST', PATH, { component, level }, SECONDS);
}

/** A word alone is a level when there is a level of that name, else a component. */
async function readWords([first, second]: readonly string[]): Promise<{ readonly component?: string; readonly level?: string }> {
  const { LOG_COMPONENT, LOG_LEVEL } = await import('../../server/index.ts');
  if (first === undefined) return {};
  if (second === undefined && LOG_LEVEL.some((level) => level === first)) return { level: first };
  if (!LOG_COMPONENT.some((component) => component === first))
    throw new TeleError('BAD_REQUEST', `${first} is no component of the log; there are ${LOG_COMPONENT.join(', ')}.`);
  return second === undefined ? { component: first } : { component: first, level: second };
}
