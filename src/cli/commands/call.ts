import { asCallBody, type CallBody } from '../api-calls.ts';
import { withApi } from '../api-client.ts';
import { showCalls } from '../show-calls.ts';
import { ANSWER_OPTIONS, defineCommand, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { renderLadder } from '../ladder.ts';
import { showSeconds, showText, showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { toldNotes } from '../told-notes.ts';

/** Shows one call. */
export const callCommand = defineCommand({
  name: 'call',
  summary: 'Show one call: why it ended as it did, its hops and its messages.',
  arguments: [
    { name: 'id', help: 'The id of the record, the Call-ID as it stands in the SIP messages, or another id that they carry in a header.' },
  ],
  options: [{ flags: '--ladder', help: 'Draw the messages between all hops, with what a program told of the call.' }, ...ANSWER_OPTIONS],
  example: 'ringscope call 3848276298220188511@192.0.2.7 --ladder',
  async run(input, io) {
    const id = input.arguments[0] ?? '';
    return withApi(input, io, async (api) => {
      const body = asCallBody(await api.get(`/api/v1/calls/${encodeURIComponent(id)}`));
      if (input.options['json'] === true) io.out(toJson(body));
      else writeCalls(body, input.options['ladder'] === true, io);
      return 0;
    });
  },
});

function writeCalls(body: CallBody, hasLadder: boolean, io: CommandIo): void {
  io.out(`${showText(body.verdict)}\n`);
  for (const { call, timeline, ...rest } of body.calls) {
    const hops = call.legs.map((leg) => [
      showTime(leg.startedAt),
      leg.address,
      leg.trunk,
      String(leg.status ?? ''),
      leg.outcome,
      leg.cause,
      showSeconds(leg.finalAt === undefined ? undefined : leg.finalAt - leg.startedAt),
    ]);
    const ladder = hasLadder
      ? ['', ...renderLadder(timeline, { columns: io.columns, hasColor: io.hasColor }, toldNotes({ call, ...rest }))]
      : [];
    const lines = [
      '',
      ...showCalls([call]),
      '',
      ...renderTable(['hop started', 'next hop', 'trunk', 'code', 'outcome', 'cause', 'took'], hops),
      ...ladder,
    ];
    for (const line of lines) io.out(`${line}\n`);
  }
}
