import type { AlertsAnswer, ShownAlert } from '../../server/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer } from '../api-client.ts';
import type { CommandInput, CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { showDuration } from '../show.ts';
import { writeTable, type Column } from '../table.ts';

const PATH = '/api/v1/alerts';
const COLUMNS: readonly Column[] = [
  { title: 'state' },
  { title: 'severity', isState: true },
  { title: 'alert' },
  { title: 'for' },
  { title: 'summary' },
  { title: 'told', rank: 1 },
  { title: 'runbook', rank: 2 },
];

/** Shows alerts that are pending, fire, or were resolved not long ago. */
export async function listAlerts(input: CommandInput, io: CommandIo): Promise<number> {
  return withServer(input, io, async (api) => {
    const answer = asBody(PATH, await api.get(PATH));
    if (input.options['json'] === true) io.out(toJson(answer));
    else showAlerts(answer, input, io);
    return 0;
  });
}

function showAlerts({ at, alerts: all, counts, receivers }: AlertsAnswer, input: CommandInput, io: CommandIo): void {
  // The others are for machines.
  const alerts = all.filter(({ severity }) => severity !== 'none');
  if (at === undefined) io.err('Alerts were not looked at yet; that is done ten seconds after the start.\n');
  else if (alerts.length === 0) io.err('No alert fires or is pending. `ringscope alerts write` writes the same alerts for Prometheus.\n');
  else
    writeTable(
      COLUMNS,
      alerts.map((one) => [
        one.state,
        one.severity,
        one.alert,
        showDuration(at - one.since),
        one.summary,
        whetherTold(one, receivers.length > 0),
        one.runbookUrl,
      ]),
      input,
      io,
    );
  const more = counts.firing + counts.pending + counts.resolved - all.length;
  if (more > 0) io.err(`${more} more are not shown.\n`);
  for (const { name, problem } of receivers) if (problem !== undefined) io.err(`The receiver ${name} ${problem}.\n`);
  if (alerts.length > 0 && receivers.length === 0) io.err('Nobody is told: alerts.receivers in the settings is empty.\n');
}

function whetherTold({ state, silencedBy, inhibitedBy }: ShownAlert, hasReceivers: boolean): string {
  if (!hasReceivers) return 'nobody';
  if (silencedBy.length > 0) return 'silenced';
  if (inhibitedBy.length > 0) return `no: ${inhibitedBy.join(', ')}`;
  return state === 'pending' ? 'not yet' : 'yes';
}
