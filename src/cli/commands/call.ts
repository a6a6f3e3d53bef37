import { asCallBody } from '../api-calls.ts';
import { createApiClient } from '../api-client.ts';
import { callTable } from '../call-table.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS } from '../command.ts';
import { toJson } from '../json.ts';
import { renderLadder } from '../ladder.ts';
import { showSeconds, showTime } from '../show.ts';
import { renderTable } from '../table.ts';

/** Shows one call. */
export const callCommand = defineCommand({
  name: 'call',
  summary: 'Show one call: why it ended as it did, its hops and its messages.',
  arguments: [{ name: 'id', help: 'The id of the record or the Call-ID as it stands in the SIP messages.' }],
  options: [{ flags: '--ladder', help: 'Draw the messages between all hops.' }, JSON_OPTION, ...SERVER_OPTIONS],
  example: 'ringscope call 3848276298220188511@192.0.2.7 --ladder',
  async run(input, io) {
    const id = input.arguments[0] ?? '';
    const body = asCallBody(await createApiClient(input, io).get(`/api/v1/calls/${encodeURIComponent(id)}`));
    if (input.options['json'] === true) {
      io.out(toJson(body));
      return 0;
    }
    io.out(`${body.verdict}\n`);
    for (const { call, timeline } of body.calls) {
      io.out('\n');
      for (const line of callTable([call])) io.out(`${line}\n`);
      const hops = call.legs.map((leg) => [
        showTime(leg.startedAt),
        leg.address,
        leg.trunk,
        String(leg.status ?? ''),
        leg.outcome,
        leg.cause,
        showSeconds(leg.finalAt === undefined ? undefined : leg.finalAt - leg.startedAt),
      ]);
      io.out('\n');
      for (const line of renderTable(['hop started', 'next hop', 'trunk', 'code', 'outcome', 'cause', 'took'], hops)) io.out(`${line}\n`);
      if (input.options['ladder'] !== true) continue;
      io.out('\n');
      for (const line of renderLadder(timeline, { columns: io.columns, hasColor: io.hasColor })) io.out(`${line}\n`);
    }
    return 0;
  },
});
