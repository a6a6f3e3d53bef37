import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand } from '../command.ts';
import { toJson } from '../json.ts';

const PATH = '/api/v1/people';
/** Every day in which the number occurs is written anew. */
const SECONDS = 120;

/** Erases a person. */
export const eraseCommand = defineCommand({
  name: 'erase',
  summary: 'Delete every call, registration and whole message of a person for good; counts stay. Needs the role pii.',
  arguments: [{ name: 'number', help: 'A number in international form, e.g. +4930123456, or as it was dialled, an extension, or a user.' }],
  options: [...ANSWER_OPTIONS],
  example: 'ringscope erase +4930123456 --store ./ringscope-data',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const { erased } = asBody(PATH, await api.change('DELETE', PATH, { number: input.arguments[0] ?? '' }, SECONDS));
      if (input.options['json'] === true) io.out(toJson({ erased }));
      else io.out(`${erased} calls were erased.\n`);
      return 0;
    }),
});
