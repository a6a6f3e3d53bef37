import { TeleError } from '../../core/index.ts';
import type { TrunkTexts } from '../../server/index.ts';
import { asBody } from '../answer-bodies.ts';
import { asCallPage } from '../api-calls.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import type { SeenCall } from '../trunks/suggest.ts';

const TRUNKS = '/api/v1/trunks';
const PAGE = 1000;
const DEFAULT_CALLS = 5000;
const MAX_CALLS = 100_000;

/** Proposes trunks from what was seen. */
export const trunksCommand = defineCommand({
  name: 'trunks',
  summary: 'Propose trunks from the calls that were seen, as lines for the settings file.',
  arguments: [{ name: 'action', help: '`suggest`.' }],
  options: [
    { flags: '--calls <count>', help: 'Look at this many of the newest calls.', initial: String(DEFAULT_CALLS) },
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope trunks suggest',
  async run(input, io) {
    const [action] = input.arguments;
    if (action !== 'suggest') throw new TeleError('BAD_REQUEST', `trunks takes suggest, not ${action ?? 'nothing'}.`);
    const most = callCount(input);
    const { suggestionLines, suggestTrunks } = await import('../trunks/suggest.ts');
    return withApi(input, io, async (api) => {
      const calls = await newest(api, most);
      const inForce = await trunksOf(api);
      const { createTrunkMatcher } = await import('../../server/index.ts');
      const matchers = [inForce ?? {}, await writtenTrunks(inForce === undefined, input, io)].map(createTrunkMatcher);
      const found = suggestTrunks(calls, (endpoint) => matchers.some((trunkOf) => trunkOf(endpoint) !== undefined));
      if (input.options['json'] === true) {
        io.out(toJson({ calls: calls.length, ...found }));
        return 0;
      }
      if (found.trunks.length === 0) {
        io.err(
          calls.length === 0
            ? 'No call was seen yet: `ringscope send sip` says whether calls arrive, `ringscope init` how to have them sent.\n'
            : `Of ${calls.length} calls every peer has a trunk already, or is a stranger.\n`,
        );
        return 0;
      }
      io.out(`${suggestionLines(found).join('\n')}\n`);
      io.err(
        `\nFrom ${calls.length} calls. The names are made up, and so may be the roles: \`access\` leads to phones or offices of your own. ` +
          `${found.strangers} addresses called and got nowhere; they are left out.\n` +
          'Names hold for calls that begin after the server has read them (SIGHUP); older ones stay without.\n',
      );
      return 0;
    });
  },
});

/** The trunks that are in force where calls are kept. Undefined: an older server does not tell. */
async function trunksOf(api: ApiClient): Promise<TrunkTexts | undefined> {
  try {
    const { trunks } = asBody(TRUNKS, await api.get(TRUNKS));
    return Object.fromEntries(trunks.map(({ name, entries }) => [name, entries]));
  } catch (error) {
    if (error instanceof TeleError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Those that were written and may not be in force yet. Settings that are wrong, or that this user may not read, keep nobody from asking a server. */
async function writtenTrunks(areNeeded: boolean, input: CommandInput, io: CommandIo): Promise<TrunkTexts> {
  const { readSettings } = await import('../read-settings.ts');
  try {
    return (await readSettings(input, io, {})).trunks;
  } catch (error) {
    if (!(error instanceof TeleError)) throw error;
    if (areNeeded) io.err(`The trunks of the settings are not known: ${error.message}\n`);
    return {};
  }
}

function callCount(input: CommandInput): number {
  const text = textOption(input, 'calls') ?? String(DEFAULT_CALLS);
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_CALLS)
    throw new TeleError('BAD_REQUEST', `--calls takes a number from 1 to ${MAX_CALLS}, not ${text}.`);
  return count;
}

async function newest(api: ApiClient, most: number): Promise<readonly SeenCall[]> {
  const calls: SeenCall[] = [];
  let cursor: string | undefined;
  do {
    const limit = String(Math.min(PAGE, most - calls.length));
    const page = asCallPage(await api.get('/api/v1/calls', { limit, cursor }));
    // What is kept of each is small, however long its list of messages was.
    for (const { callerAddress, trunk, outcome, rounds, isChallenged, legs } of page.calls)
      calls.push({
        trunk,
        rounds,
        isChallenged,
        legs: legs.map(({ address, trunk: to, depth, outcome: became }) => ({ address, trunk: to, depth, outcome: became })),
        ...(callerAddress === undefined ? {} : { callerAddress }),
        ...(outcome === undefined ? {} : { outcome }),
      });
    cursor = page.nextCursor;
  } while (cursor !== undefined && calls.length < most);
  return calls;
}
