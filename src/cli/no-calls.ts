import type { ApiClient } from './api-client.ts';
import type { CommandIo } from './command.ts';

/** Says what to do when there is nothing to show. */
export function sayNoCalls(io: CommandIo): void {
  io.err('There are no such calls. Take a longer time with --since or fewer conditions; `ringscope status` says whether packets arrive.\n');
}

/** Says that an answer is not whole, and why as far as that is known. */
export async function sayPartial(isPartial: boolean | undefined, api: ApiClient, io: CommandIo): Promise<void> {
  if (isPartial !== true) return;
  const unread = await api.unread();
  if (unread === undefined) io.err(SERVER_LACKS);
  else if (unread.length === 0) io.err('Something is missing: the answer took too long. Take a shorter time.\n');
  else for (const reason of unread) io.err(`Something is missing: ${reason}\n`);
}

const SERVER_LACKS =
  'Something is missing: a file of the store is damaged or gone, what arrived last is not written yet, or the answer took too long. ' +
  '`ringscope status` names the file and says what is not written; when it finds nothing, take a shorter time.\n';
