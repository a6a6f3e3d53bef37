import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { MAIN_DEADLINE_SECONDS } from '../app-context.ts';
import { route } from '../route.ts';

/** A trunk of the settings. */
export interface ConfiguredTrunk {
  readonly name: string;
  readonly entries: readonly string[];
}

/** Which trunks calls are told apart by. */
export const trunkRoutes = [
  route({
    method: 'get',
    path: '/api/v1/trunks',
    summary: 'The trunks of the settings, as they are in force: by what each is known.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      trunks: field.list(
        field.shape({
          name: field.text(),
          entries: field
            .list(field.text(), Infinity)
            .describe('As the settings have them: networks, hosts, ports, domains, prefixes, and `access`.'),
        }),
        Infinity,
      ),
    }),
    async handle(_query, _request, { main }) {
      const { settings } = await main.call('importSettings', {}, MAIN_DEADLINE_SECONDS);
      const trunks: readonly ConfiguredTrunk[] = Object.entries(settings.trunks).map(([name, entries]) => ({ name, entries }));
      return { trunks };
    },
  }),
];
