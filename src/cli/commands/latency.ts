import { LATENCY_STAGE, type LatencyRecord, type OffsetAt } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { filterQuery, TIME_OPTIONS } from '../call-filters.ts';
import { ANSWER_OPTIONS, type CommandInput, type CommandIo, defineCommand, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { sayPartial } from '../no-calls.ts';
import { showSeconds, showTime } from '../show.ts';
import { spreadTable } from '../spread-table.ts';
import { renderTable } from '../table.ts';
import { clockOf } from '../time-option.ts';
import { WINDOW_OPTIONS, windowQuery } from '../window-option.ts';

const STAGES = '/api/v1/latencies';
const EVENTS = '/api/v1/latencies/events';
const NONE = 'There are no latencies. Voice agents report them with the event agent.stage: POST /api/v1/events.\n';

/** Shows what the stages of voice agents took. */
export const latencyCommand = defineCommand({
  name: 'latency',
  summary: 'Show what the stages of voice agents took, by stage or one by one.',
  arguments: [],
  options: [
    ...WINDOW_OPTIONS,
    { flags: '--events', help: 'List single latencies, newest first.' },
    { flags: '--call <id>', help: 'With --events: those of the call with this record id.' },
    { flags: '--stage <stage>', help: 'With --events: those of one stage, e.g. speech_end_to_first_audio.', values: LATENCY_STAGE },
    { flags: '--limit <count>', help: 'With --events: at most this many.', initial: '100' },
    { flags: '--cursor <cursor>', help: 'With --events: the next page, from nextCursor of the page before.' },
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope latency --events --stage tool_call --limit 20',
  run: async (input, io) =>
    withApi(input, io, async (api) => (input.options['events'] === true ? showEvents(api, input, io) : showStages(api, input, io))),
});

async function showStages(api: ApiClient, input: CommandInput, io: CommandIo): Promise<number> {
  const { stages, isPartial } = asBody(STAGES, await api.get(STAGES, windowQuery(input, io)));
  if (input.options['json'] === true) {
    io.out(toJson({ stages, isPartial }));
    return 0;
  }
  const lines = spreadTable('stage, seconds', stages);
  if (lines.length === 0) io.err(NONE);
  for (const line of lines) io.out(`${line}\n`);
  await sayPartial(isPartial, api, io);
  return 0;
}

async function showEvents(api: ApiClient, input: CommandInput, io: CommandIo): Promise<number> {
  const query = {
    ...filterQuery(TIME_OPTIONS, input, io),
    callId: textOption(input, 'call'),
    stage: textOption(input, 'stage'),
    limit: textOption(input, 'limit'),
    cursor: textOption(input, 'cursor'),
  };
  const page = asBody(EVENTS, await api.get(EVENTS, query));
  if (input.options['json'] === true) {
    io.out(toJson(page));
    return 0;
  }
  if (page.latencies.length === 0) io.err(NONE);
  else for (const line of eventLines(page.latencies, clockOf(input, io))) io.out(`${line}\n`);
  if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
  return 0;
}

function eventLines(latencies: readonly LatencyRecord[], clock: OffsetAt): readonly string[] {
  return renderTable(
    ['at', 'stage', 'took', 'call'],
    latencies.map(({ at, stage, seconds, callId }) => [showTime(at, clock), stage, showSeconds(seconds), callId]),
  );
}
