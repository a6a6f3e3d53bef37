import { TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer } from '../api-client.ts';
import { textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { showDuration } from '../show.ts';
import { writeTable, type Column } from '../table.ts';

const PATH = '/api/v1/silences';
const SECONDS = 10;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const COLUMNS: readonly Column[] = [
  { title: 'id' },
  { title: 'matchers' },
  { title: 'left' },
  { title: 'by', rank: 2 },
  { title: 'comment', rank: 1 },
];

/** Makes a silence of the matchers that were given; without one it shows the silences that hold. */
export async function silenceAlerts(matchers: readonly string[], input: CommandInput, io: CommandIo): Promise<number> {
  if (matchers.length === 0) return listSilences(input, io);
  return withServer(input, io, async (api) => {
    const query = {
      match: matchers.join(','),
      seconds: String(secondsOf(textOption(input, 'for') ?? '2h')),
      comment: textOption(input, 'comment'),
    };
    const made = asBody('/api/v1/silences/:id', await api.change('POST', PATH, query, SECONDS));
    if (input.options['json'] === true) io.out(toJson(made));
    else
      io.out(`Alerts with ${made.matchers.join(' and ')} are not told for ${showDuration(made.until - made.from)}: silence ${made.id}.\n`);
    return 0;
  });
}

/** Ends a silence. */
export async function unsilence(id: string | undefined, input: CommandInput, io: CommandIo): Promise<number> {
  if (id === undefined)
    throw new TeleError('BAD_REQUEST', 'alerts unsilence takes the id of a silence; `ringscope alerts silence` shows them.');
  return withServer(input, io, async (api) => {
    const ended = asBody('/api/v1/silences/:id', await api.change('DELETE', `${PATH}/${encodeURIComponent(id)}`, {}, SECONDS));
    if (input.options['json'] === true) io.out(toJson(ended));
    else io.out(`Alerts with ${ended.matchers.join(' and ')} are told again.\n`);
    return 0;
  });
}

async function listSilences(input: CommandInput, io: CommandIo): Promise<number> {
  return withServer(input, io, async (api) => {
    const { silences } = asBody(PATH, await api.get(PATH));
    const now = io.now();
    const held = silences.filter(({ until }) => until > now);
    if (input.options['json'] === true) io.out(toJson(silences));
    else if (held.length === 0) io.err('No silence holds. `ringscope alerts silence trunk=NAME --for 2h --comment TEXT` makes one.\n');
    else
      writeTable(
        COLUMNS,
        held.map(({ id, matchers, until, by, comment }) => [id, matchers.join(' '), showDuration(until - now), by, comment]),
        input,
        io,
      );
    return 0;
  });
}

/** `90s`, `30m`, `2h`, `1d`. */
function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? 0);
  if (count === '' || seconds === 0) throw new TeleError('BAD_REQUEST', `--for is a time such as 30m, 2h or 1d, not ${text}.`);
  return seconds;
}
