import { defineCommand, JSON_OPTION } from '../command.ts';
import { toJson } from '../json.ts';
import { readVersion } from '../../server/version.ts';

/** Says which version this is. */
export const versionCommand = defineCommand({
  name: 'version',
  summary: 'Write the version of ringscope.',
  arguments: [],
  options: [JSON_OPTION],
  example: 'ringscope version --json',
  async run({ options }, io) {
    const version = readVersion();
    io.out(options['json'] === true ? toJson({ version, node: process.version }) : `ringscope ${version}\n`);
    return 0;
  },
});
