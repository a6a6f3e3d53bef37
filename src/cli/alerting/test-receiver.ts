import { TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer } from '../api-client.ts';
import type { CommandInput, CommandIo } from '../command.ts';
import { toJson } from '../json.ts';

const PATH = '/api/v1/alerts/test';
/** Two tries of a receiver that answers late. */
const SECONDS = 260;

/** Sends a test alert to a receiver of the running server, and says whether it was taken: 1 when it was not. */
export async function testReceiver(receiver: string | undefined, input: CommandInput, io: CommandIo): Promise<number> {
  if (receiver === undefined) throw new TeleError('BAD_REQUEST', 'alerts test takes the name of a receiver, as alerts.receivers has it.');
  return withServer(input, io, async (api) => {
    const told = asBody(PATH, await api.change('POST', PATH, { receiver }, SECONDS));
    if (input.options['json'] === true) io.out(toJson(told));
    else if (told.isBeat === true) io.out(`${receiver} was beaten: a heartbeat takes no alerts.\n`);
    else if (told.isSent) io.out(`${receiver} has taken a test alert and its end.\n`);
    else io.err(`The receiver ${receiver} ${told.reason}.\n`);
    return told.isSent ? 0 : 1;
  });
}
