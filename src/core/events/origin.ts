import { labelText } from '../../metrics/index.ts';
import { field } from '../field.ts';

/** Who tells. */
export const told = { source: field.label().describe('The program or source that tells it.') };

/** Who tells, and of which call. */
export const toldOfCall = {
  ...told,
  callId: field
    .id()
    .optional()
    .describe('The id of the call in the program that carries it, as in `call.report`. Absent when it belongs to none.'),
};

/** The modem or device that a program calls by no name because it has only one. */
export const ONLY_ONE = labelText('default');

/** The source of what a ringscope server tells of itself as a program. */
export const SERVER_SOURCE = labelText('ringscope');

/** What a label says that nobody told. */
export const UNKNOWN = labelText('unknown');

/** The text of an error as the other side gave it. It may hold anything, so no output shows it. */
export const detail = field.private('text').optional().describe('The error as it was told. Absent when there was no text.');
