import { z } from 'zod';
import { CAUSE, DIRECTION, ENDED, field, OUTCOME } from '../../core/index.ts';
import { parameter } from './parameters.ts';

export const MAX_LIMIT = 1000;
export const DEFAULT_LIMIT = 100;

/** Which calls, by what is no secret. All that are given hold. */
export const callConditions = {
  since: parameter.time().optional().describe('Calls that started at this time or later, Unix seconds or ISO 8601.'),
  until: parameter.time().optional().describe('Calls that started before this time.'),
  outcome: parameter.oneOf(OUTCOME).optional(),
  ended: parameter.oneOf(ENDED).optional(),
  cause: parameter.oneOf(CAUSE).optional(),
  direction: parameter.oneOf(DIRECTION).optional(),
  trunk: parameter.text().optional(),
  agent: parameter.text().optional().describe('The capture agent, or the source of a reported call.'),
  codec: parameter.text().optional(),
  sipCode: parameter.whole(100, 699).optional().describe('What the caller saw.'),
  minMos: parameter.number(0, 5).optional().describe('Calls whose mean opinion score is known and this or better.'),
  maxMos: parameter.number(0, 5).optional(),
  minTalkSeconds: parameter.number(0, 1e9).optional(),
  maxTalkSeconds: parameter.number(0, 1e9).optional(),
};

/** Which calls, by the numbers of people: for the role `pii`. */
export const numberConditions = {
  number: parameter
    .text()
    .optional()
    .describe('Either side: a number in international form or as it was dialled, an extension, or a user. Role pii; logged and counted.'),
  caller: parameter.text().optional(),
  callee: parameter.text().optional(),
};

/** Which page of a list. */
export const pageParameters = {
  limit: parameter.whole(1, MAX_LIMIT).optional().describe('100 when left out.'),
  cursor: parameter.text().optional().describe('The nextCursor of the page before.'),
};

/** What an answer says of its page, beside what it lists. */
export const pageFields = {
  nextCursor: field.text().optional().describe('Absent on the last page.'),
  isPartial: field.flag().optional().describe('true: the deadline ended the search, the cursor goes on from there. Absent otherwise.'),
};

/** The parameters of the list of calls. */
export const callQuery = z.object({
  ...callConditions,
  ...numberConditions,
  active: parameter.flag().optional().describe('true: only calls that are not over. false: only calls that are.'),
  failed: parameter.flag().optional().describe('true: only calls that failed for a reason that neither side chose.'),
  ...pageParameters,
});
