import { z } from 'zod';
import { refuse } from './app-context.ts';
import { parameter } from './parameters.ts';

/** The longest window that may be asked for. */
const MAX_SECONDS = 400 * 86_400;
const MAX_HOURS = MAX_SECONDS / 3600;

/** The parameters of a window: its two ends, or its length up to now. */
export const windowParameters = {
  since: parameter.time().optional().describe('Start, Unix seconds or ISO 8601; a call belongs to the window when it started in it.'),
  until: parameter.time().optional().describe('End, itself not in the window. Now when left out.'),
  hours: parameter.whole(1, MAX_HOURS).optional().describe('Length in hours, instead of `since`. 24 when neither is given.'),
};

const windowShape = z.object(windowParameters);

/** The window that these parameters mean at this time. */
export function readWindow(
  { since, until, hours }: z.output<typeof windowShape>,
  now: number,
): { readonly since: number; readonly until: number } {
  if (since !== undefined && hours !== undefined) refuse('The parameters since and hours exclude each other.');
  const end = until ?? now;
  const start = since ?? end - (hours ?? 24) * 3600;
  if (start >= end) refuse('The window ends before it begins.');
  if (end - start > MAX_SECONDS) refuse(`The window is longer than ${MAX_SECONDS / 86_400} days.`);
  return { since: start, until: end };
}
