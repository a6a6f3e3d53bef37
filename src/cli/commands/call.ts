import { TeleError } from '../../core/index.ts';
import { asCallBody, type CallBody } from '../api-calls.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { CALL_COLUMNS, callCells } from '../show-calls.ts';
import { ANSWER_OPTIONS, defineCommand, type CommandInput, type CommandIo } from '../command.ts';
import { withCall } from '../find-call.ts';
import { toJson } from '../json.ts';
import { renderLadder } from '../ladder.ts';
import { showMessages } from '../show-messages.ts';
import { showSeconds, showText, showTime } from '../show.ts';
import { type Column, WIDE_OPTION, writeTable } from '../table.ts';
import { clockOf, ZONE_OPTION } from '../time-option.ts';
import { toldNotes } from '../told-notes.ts';
import { wrapText } from '../wrap-text.ts';

/** Shows one call. */
export const callCommand = defineCommand({
  name: 'call',
  summary: 'Show one call: why it ended as it did, its hops and its messages.',
  arguments: [
    {
      name: 'id',
      help: 'The id of the record, `last` for the newest call, the Call-ID as it stands in the SIP messages, or another id that they carry in a header. The beginning of a Call-ID will do where only one begins so.',
    },
  ],
  options: [
    { flags: '--ladder', help: 'Draw the messages between all hops, with what a program told of the call.' },
    { flags: '--pcap', help: 'Write its messages as a pcapng file to the standard output: for tshark and Wireshark.' },
    { flags: '--html', help: 'Write a page about it that loads nothing: the one at /calls/ID of the server.' },
    { flags: '--text', help: 'Write it as text to be handed on: verdict, hops and messages, without colours.' },
    { flags: '--raw', help: 'Show its messages whole, as they were captured, where they are kept. Needs the role pii; is logged.' },
    {
      flags: '--numbers',
      help: 'With --pcap: the messages as they were captured where they are kept, with numbers. Needs the role pii; is logged.',
    },
    { flags: '--absolute', help: 'Times of the ladder by the clock instead of since the first message.' },
    WIDE_OPTION,
    ZONE_OPTION,
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope call 3848276298220188511@192.0.2.7 --ladder',
  async run(input, io) {
    const id = input.arguments[0] ?? '';
    if (id === '') throw new TeleError('USAGE', 'The id of the call is empty.');
    const form = formOf(input);
    return withApi(input, io, async (api) => withCall(id, api, input, io, async (found) => showCall(found, form, api, input, io)));
  },
});

async function showCall(id: string, form: Form | undefined, api: ApiClient, input: CommandInput, io: CommandIo): Promise<number> {
  const path = `/api/v1/calls/${encodeURIComponent(id)}`;
  if (form === 'pcap') return writeFile(api, `${path}/pcap`, input.options['numbers'] === true ? { numbers: 'true' } : {}, io);
  if (form === 'html') return writeFile(api, `/calls/${encodeURIComponent(id)}`, {}, io);
  if (input.options['raw'] === true) return showMessages(await api.get(`${path}/messages`), form === 'json', clockOf(input, io), io);
  const body = asCallBody(await api.get(path));
  if (form === 'json') io.out(toJson(body));
  else if (form === 'text') writeCalls(body, { ...input, options: { ...input.options, ladder: true } }, plain(io));
  else writeCalls(body, input, io);
  return 0;
}

const FORMS = ['pcap', 'html', 'text', 'json'] as const;
type Form = (typeof FORMS)[number];

/** The form that is asked for. Throws `BAD_REQUEST` for several. */
function formOf(input: CommandInput): Form | undefined {
  const [form, other] = FORMS.filter((name) => input.options[name] === true);
  if (other !== undefined) throw new TeleError('BAD_REQUEST', `--${form} and --${other} exclude each other.`);
  if (input.options['raw'] === true && form !== undefined && form !== 'json')
    throw new TeleError('BAD_REQUEST', `--raw and --${form} exclude each other.`);
  if (input.options['numbers'] === true && form !== 'pcap') throw new TeleError('BAD_REQUEST', '--numbers goes with --pcap.');
  return form;
}

/** Writes what the API answers as it comes. */
async function writeFile(api: ApiClient, path: string, query: Readonly<Record<string, string>>, io: CommandIo): Promise<number> {
  if (path.endsWith('/pcap') && io.columns !== undefined)
    throw new TeleError('BAD_REQUEST', 'A capture is not for a terminal: put it into a file, `--pcap > call.pcapng`.');
  for await (const chunk of await api.read(path, query)) await io.write(chunk);
  return 0;
}

/** As it looks in a file. */
function plain({ columns: _columns, ...io }: CommandIo): CommandIo {
  return { ...io, hasColor: false };
}

/** What tells the next hops apart and why they failed stays longest. */
const HOP_COLUMNS: readonly Column[] = [
  { title: 'hop started', rank: 2 },
  { title: 'next hop' },
  { title: 'trunk' },
  { title: 'code' },
  { title: 'outcome', isState: true },
  { title: 'cause' },
  { title: 'took', rank: 1 },
];

/** The ladder as wide as the terminal; elsewhere nothing is cut, and so it is as wide as it needs to be. */
const WIDE = 160;

function ladderLines({ ladder, ...rest }: CallBody['calls'][number], input: CommandInput, io: CommandIo): readonly string[] {
  const { options } = input;
  const clock = clockOf(input, io);
  if (options['ladder'] !== true && options['absolute'] !== true) return [];
  const style = { columns: io.columns ?? WIDE, hasColor: io.hasColor };
  const notes = toldNotes(rest);
  if (options['absolute'] !== true) return ['', ...renderLadder(ladder, style, notes)];
  const showAt = (at: number): string => showTime(at, clock).slice(11, 23);
  const first = showTime(ladder.rows[0]?.at, clock);
  return [
    '',
    `Times of ${first.slice(0, 10)}, UTC${first.slice(23).replace('Z', '')}:`,
    ...renderLadder(ladder, { ...style, showAt }, notes),
  ];
}

/** The id of its trace and where that is shown, each on a line of its own: an address is not broken. */
function traceLines({ traceId, traceUrl }: CallBody['calls'][number]): readonly string[] {
  if (traceId === undefined) return [];
  return ['', `Trace ${showText(traceId)}`, ...(traceUrl === undefined ? [] : [showText(traceUrl)])];
}

function writeCalls(body: CallBody, input: CommandInput, io: CommandIo): void {
  const clock = clockOf(input, io);
  for (const line of wrapText(showText(body.verdict), io.columns)) io.out(`${line}\n`);
  for (const one of body.calls) {
    const { call } = one;
    const hops = call.legs.map((leg) => [
      showTime(leg.startedAt, clock),
      leg.address,
      leg.trunk,
      String(leg.status ?? ''),
      leg.outcome,
      leg.cause,
      showSeconds(leg.finalAt === undefined ? undefined : leg.finalAt - leg.startedAt),
    ]);
    for (const note of one.notes) for (const line of wrapText(showText(`! ${note}`), io.columns, '  ')) io.out(`${line}\n`);
    io.out('\n');
    writeTable(CALL_COLUMNS, [callCells(call, clock)], input, io);
    io.out('\n');
    writeTable(HOP_COLUMNS, hops, input, io);
    for (const line of traceLines(one)) io.out(`${line}\n`);
    for (const line of ladderLines(one, input, io)) io.out(`${line}\n`);
  }
}
