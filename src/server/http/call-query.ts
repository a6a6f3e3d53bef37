import { z } from 'zod';
import {
  CONDITION_NAMES,
  conditionOf,
  field,
  parameterOf,
  present,
  type CallConditions,
  type ConditionDef,
  type ConditionName,
  type ConditionParameter,
  type ConditionValue,
} from '../../core/index.ts';
import type { PersonSearch } from '../privacy/number-ends.ts';
import { flushMain, STORE_DEADLINE_SECONDS } from './app-context.ts';
import { parameter } from './parameters.ts';
import type { ApiContext, RouteContext } from './route.ts';

export const MAX_LIMIT = 1000;
export const DEFAULT_LIMIT = 100;

type DeclaredParameters = {
  [Name in ConditionName as ConditionParameter<Name>]: z.ZodOptional<z.ZodType<ConditionValue<Name>, string>>;
};

function readerOf({ kind, values = [], least = 0, most = 0 }: ConditionDef<unknown>): z.ZodType {
  switch (kind) {
    case 'oneOf':
      return parameter.oneOf(values);
    case 'whole':
      return parameter.whole(least, most);
    case 'number':
      return parameter.number(least, most);
    case 'text':
      return parameter.text();
    case 'flag':
      return parameter.flag();
  }
}

/** Which calls, by what is no secret. All that are given hold. */
const declaredParameters = Object.fromEntries(
  CONDITION_NAMES.map((name) => [parameterOf(name), readerOf(conditionOf(name)).optional().describe(helpOf(name))]),
  // One for each condition, of what it takes; Object.fromEntries loses both.
) as unknown as DeclaredParameters;

function helpOf(name: ConditionName): string {
  const { kind, help } = conditionOf(name);
  return kind === 'flag' ? `true: ${help.charAt(0).toLowerCase()}${help.slice(1)} false: only the others.` : help;
}

/** The time in which calls started. */
const timeParameters = {
  since: parameter.time().optional().describe('Calls that started at this time or later, Unix seconds or ISO 8601.'),
  until: parameter.time().optional().describe('Calls that started before this time.'),
};

/** Which calls, by the numbers of people: for the role `pii`. */
const numberParameters = {
  number: parameter
    .text()
    .optional()
    .describe(
      'Anybody whom the call names, on any hop: a number in international form or as it was dialled, an extension, a user, or the end of a number: 4 to 10 digits, as 2233, ...2233 or +49...2233: role pii; logged and counted. Somebody who is shown as ~k3m7vq is found by that, with the role read.',
    ),
  caller: parameter.text().optional().describe('The same of the caller: From and P-Asserted-Identity.'),
  callee: parameter.text().optional().describe('The same of the callee: To and the Request-URIs.'),
};

/** The conditions on calls beside their time: the same wherever calls are listed, counted or written out. */
export const someParameters = { ...declaredParameters, ...numberParameters };

/** The conditions on calls. */
export const callParameters = { ...timeParameters, ...someParameters };

const callShape = z.object(callParameters);

/** The conditions that parameters mean. Who asks for a number needs the role `pii`. */
export async function readConditions(
  { since, until, number, caller, callee, ...given }: z.output<typeof callShape>,
  request: ApiContext,
  context: RouteContext,
): Promise<CallConditions> {
  const find = async (text: string | undefined): Promise<PersonSearch> =>
    text === undefined ? {} : context.people.searchFor(text, request);
  const [either, from, to] = [await find(number), await find(caller), await find(callee)];
  const values: Readonly<Record<string, unknown>> = given;
  // Each has what its parameter read.
  const declared = Object.fromEntries(CONDITION_NAMES.map((name) => [name, values[parameterOf(name)]])) as CallConditions;
  const { callId } = declared;
  if (callId !== undefined) await lookFor(callId, request, context);
  return present({
    since,
    until,
    ...declared,
    callKey: callId === undefined ? undefined : context.hashCallId(callId),
    numberHash: either.hash,
    numberEnd: either.end,
    callerHash: from.hash,
    callerEnd: from.end,
    calleeHash: to.hash,
    calleeEnd: to.end,
    numberStart: either.start,
    callerStart: from.start,
    calleeStart: to.start,
  });
}

/** Guards the condition on the Call-ID: any answer to it reveals whether there is such a call. */
async function lookFor(callId: string, request: ApiContext, context: RouteContext): Promise<void> {
  await context.people.findByCallId(callId, request, async () => {
    const wanted = { id: callId, callKey: context.hashCallId(callId), similarSeconds: 0, afterLsn: await flushMain(context) };
    return context.query.call('find', wanted, STORE_DEADLINE_SECONDS);
  });
}

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
export const callQuery = z.object({ ...callParameters, ...pageParameters });
