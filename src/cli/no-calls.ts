import { NO_TRUNK, TeleError } from '../core/index.ts';
import type { SourcesReport } from '../server/index.ts';
import { asBody } from './answer-bodies.ts';
import type { ApiClient } from './api-client.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';
import { readMetrics, trunksOn } from './read-metrics.ts';
import { showText } from './show.ts';
import { showAgo } from './show-sources.ts';

const SOURCES = '/api/v1/sources';
const WIDEN = 'Take a longer time with --since or fewer conditions.';

/** Says that there is nothing to show, whether anything has arrived, and what to do. `what`: such as `calls`. */
export async function sayNoCalls(api: ApiClient, input: CommandInput, io: CommandIo, what: string = 'calls'): Promise<void> {
  io.err(`There are no such ${what}. ${await emptyHint(api, input, io)}\n`);
}

/** What to do about an empty answer: name a trunk that there is, widen it when something has arrived, else mend what keeps it from arriving. */
export async function emptyHint(api: ApiClient, input: CommandInput, io: CommandIo): Promise<string> {
  const given = ['trunk', 'hopTrunk'].flatMap((name) => textOption(input, name) ?? []).filter((name) => name !== NO_TRUNK);
  const there = given.length === 0 ? [] : trunksOn(await readMetrics(api));
  const unknown = there.length === 0 ? undefined : given.find((name) => !there.includes(name));
  if (unknown !== undefined) return showText(`There is no trunk ${unknown}; there are ${there.join(', ')}.`);
  const hop = textOption(input, 'hop') === undefined ? '' : ' `ringscope top --by hop` lists the next hops that calls were sent to.';
  return `${await arrivalHint(api, io)}${hop}`;
}

async function arrivalHint(api: ApiClient, io: CommandIo): Promise<string> {
  const report = await arrivals(api);
  if (report === undefined) return `${WIDEN} Whether anything arrives only a running server says: \`ringscope sources\`.`;
  const worst = report.findings.find(({ severity }) => severity === 'warning');
  const wrong = worst === undefined ? '' : ` ${showText(`${worst.reason} ${worst.fix}`)}`;
  const taken = report.sources.filter(({ frames }) => frames > 0);
  if (taken.length > 0) {
    const told = taken.map(
      ({ name, frames, lastAt }) => `${frames} ${name === 'events' ? 'events' : 'frames'}, the last ${showAgo(lastAt, io.now())}`,
    );
    return `${WIDEN} Since the start there arrived ${told.join(', and ')}.${wrong}`;
  }
  if (wrong !== '') return `Nothing was taken since the server started ${showAgo(report.startedAt, io.now())}.${wrong}`;
  const refused = report.sources.filter((one) => one.refused > 0);
  if (refused.length > 0) {
    const what = refused.map((one) => refusals(one, io));
    return `Nothing was taken since the server started ${showAgo(report.startedAt, io.now())}: ${what.join(', and ')}. \`ringscope sources\` says why.`;
  }
  const places = report.sources.flatMap(({ listens }) => listens.map(({ address, transport }) => `${address} (${transport})`));
  return `${WIDEN} Nothing has arrived since the server started ${showAgo(report.startedAt, io.now())}; captures are taken at ${places.join(', ')}.`;
}

function refusals({ name, refused, refusals: all }: SourcesReport['sources'][number], io: CommandIo): string {
  const [one, many] = name === 'events' ? ['post of events was', 'posts of events were'] : ['frame was', 'frames were'];
  // Senders beyond the listed ones have no time.
  const last = all.length === 0 ? '' : `, the last ${showAgo(Math.max(...all.map(({ lastAt }) => lastAt)), io.now())}`;
  return `${refused} ${refused === 1 ? one : many} refused${last}`;
}

/** Undefined where no server answers, or one that does not tell. */
async function arrivals(api: ApiClient): Promise<SourcesReport | undefined> {
  try {
    return asBody(SOURCES, await api.get(SOURCES));
  } catch (error) {
    if (error instanceof TeleError) return undefined;
    throw error;
  }
}

/** Says that an answer is not whole, and why as far as that is known. */
export async function sayPartial(isPartial: boolean | undefined, api: ApiClient, io: CommandIo): Promise<void> {
  if (isPartial !== true) return;
  const unread = await api.unread();
  if (unread === undefined) io.err(SERVER_LACKS);
  else if (unread.length === 0)
    io.err(
      'Something is missing: the answer took too long, or it was asked for the end of a number and some days were stored before ends were kept. Take a shorter time, or the whole number.\n',
    );
  else for (const reason of unread) io.err(`Something is missing: ${reason}\n`);
}

const SERVER_LACKS =
  'Something is missing: a file of the store is damaged or gone, what arrived last is not written yet, or the answer took too long. ' +
  '`ringscope status` names the file and says what is not written; when it finds nothing, take a shorter time, ' +
  'or the whole number in place of its end: days from before ends were kept do not have them.\n';
