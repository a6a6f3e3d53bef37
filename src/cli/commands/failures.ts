import { CAUSE_SIDE, type OffsetAt } from '../../core/index.ts';
import { asBody, type BodyOf } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { CALL_FILTERS, filterQuery } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand, PAGE_OPTIONS, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { emptyHint, sayPartial } from '../no-calls.ts';
import { showText, showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { clockOf } from '../time-option.ts';
import { wrapText } from '../wrap-text.ts';

const PATH = '/api/v1/failures';
/** All of them failed. */
const FILTERS = CALL_FILTERS.filter(({ flags }) => flags !== '--failed');

/** Lists calls that failed, with their reasons. */
export const failuresCommand = defineCommand({
  name: 'failures',
  summary: 'List calls that failed for a reason that neither side chose, newest first, each with its reason.',
  arguments: [],
  options: [...FILTERS, ...PAGE_OPTIONS, ...ANSWER_OPTIONS],
  example: 'ringscope failures --since 1h --trunk carrier-a',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const cursor = textOption(input, 'cursor');
      // Counts cover all pages, so the first page has them.
      const counted = cursor === undefined ? { by: 'cause' } : {};
      const query = { ...filterQuery(FILTERS, input, io), ...counted, limit: textOption(input, 'limit'), cursor };
      const page = asBody(PATH, await api.get(PATH, query));
      if (input.options['json'] === true) {
        io.out(toJson(page));
        return 0;
      }
      const clock = clockOf(input, io);
      if (page.failures.length === 0)
        io.err(`No call failed. \`ringscope dashboard\` counts the others. ${await emptyHint(api, input, io)}\n`);
      else
        for (const line of [...showSides(page.groups, io.columns), ...showFailures(page.failures, clock, io.columns)]) io.out(`${line}\n`);
      await sayPartial(page.isPartial, api, io);
      if (page.nextCursor !== undefined) io.err(`There are more: --cursor ${page.nextCursor}\n`);
      return 0;
    }),
});

type Failures = BodyOf<typeof PATH>['failures'];

/** Table of failed calls by side and cause, for a terminal. */
function showSides(groups: BodyOf<typeof PATH>['groups'], columns: number | undefined): readonly string[] {
  if (groups === undefined || columns === undefined) return [];
  const lines = CAUSE_SIDE.map((side) => {
    const causes = groups.filter((group) => group.side === side);
    const calls = causes.reduce((sum, one) => sum + one.calls, 0);
    return `${side}: ${calls}${calls === 0 ? '' : ` (${causes.map((one) => `${one.value} ${one.calls}`).join(', ')})`}`;
  });
  return lines.flatMap((line) => wrapText(line, columns, '  '));
}

/** On a terminal a few lines for each, broken between words, so that nothing is cut; elsewhere a line for each. */
function showFailures(failures: Failures, clock: OffsetAt, columns: number | undefined): readonly string[] {
  if (columns !== undefined) return failures.flatMap((failure) => failureLines(failure, clock, columns));
  return renderTable(
    ['started', 'id', 'trunk', 'code', 'side', 'cause', 'caller', 'callee', 'call-id', 'reason'],
    failures.map(({ call, reason, side }) => [
      showTime(call.startedAt, clock),
      call.id,
      call.trunk,
      String(call.sipCode ?? ''),
      side ?? '',
      call.cause ?? '',
      call.caller ?? '',
      call.callee ?? '',
      call.callId ?? '',
      reason,
    ]),
  );
}

function failureLines({ call, reason, side }: Failures[number], clock: OffsetAt, columns: number): readonly string[] {
  const people = `${call.caller ?? 'unknown'} -> ${call.callee ?? 'unknown'}`;
  const texts = [
    `${showTime(call.startedAt, clock)}  ${side ?? 'neither side'}  ${call.trunk}  ${people}`,
    `  ${reason}`,
    `  id ${call.id}  call-id ${call.callId ?? ''}`,
  ];
  return texts.flatMap((text) => wrapText(showText(text), columns, '  '));
}
