import { z } from 'zod';
import { CALL_FIELDS, field, fieldsSchema, present, pseudonymIn, shownAs } from '../../../core/index.ts';
import { MAX_STALE } from '../../analytics/questions.ts';
import type { FoundPerson, SoughtPerson } from '../../find-person.ts';
import { type AppContext, flushMain, MAIN_DEADLINE_SECONDS, refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';

const DEFAULT_STALE_SECONDS = 3600;
/** An erasure rewrites every day in which the number occurs. */
const ERASE_SECONDS = 120;
/** Main hands over what has arrived, and the store writes the whole messages among it. */
const FORGET_SECONDS = 10;
/** A text as a mask shows a number, or as an end is asked for. */
const MASK = /\*|\.{2,}|\u2026/;

/** Calls that seem to be forgotten, and people who want to be. */
export const upkeepRoutes = [
  route({
    method: 'get',
    path: '/api/v1/stale',
    summary: 'Open calls that started long ago, oldest first, and whether the call table and the store agree on what is open.',
    role: 'read',
    query: z.object({ seconds: parameter.whole(1, 1e9).optional().describe('Least age. 3600 when left out.') }),
    answer: fieldsSchema({
      count: field.count(),
      calls: field.list(field.shape(CALL_FIELDS), MAX_STALE),
      active: field.count().describe('Calls that are active in the call table, whatever their age.'),
      storedActive: field.count().describe('Calls that are active in the store. More than in the table: the store leaks.'),
    }),
    async handle({ seconds = DEFAULT_STALE_SECONDS }, _request, context) {
      const query = { startedBefore: context.now() - seconds };
      const afterLsn = await flushMain(context);
      const { active } = await context.main.call('active', {}, MAIN_DEADLINE_SECONDS);
      const stale = await context.query.call('stale', { query, afterLsn }, STORE_DEADLINE_SECONDS);
      return { ...stale, calls: stale.calls.map((call) => context.present(call)), active };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/stale/sweep',
    summary: 'Gives up open calls of which nothing was heard for a time: they end as unknown, without talk time.',
    role: 'write',
    query: z.object({
      seconds: parameter.whole(1, 1e9).optional().describe('Least silence. 3600 when left out.'),
      dryRun: parameter.flag().optional().describe('true: only says which calls would be given up.'),
    }),
    answer: fieldsSchema({ swept: field.list(field.id(), Infinity).describe('The ids of their records.') }),
    async handle({ seconds = DEFAULT_STALE_SECONDS, dryRun: isDryRun = false }, _request, context) {
      const { ids, lsn } = await context.main.call('sweep', { silentSeconds: seconds, isDryRun }, MAIN_DEADLINE_SECONDS);
      await context.store.call('kept', { lsn }, STORE_DEADLINE_SECONDS);
      return { swept: ids };
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/people',
    summary: 'Erases every call and registration of a person, and the whole messages that name him; counts stay.',
    role: 'pii',
    query: z.object({
      number: parameter
        .text()
        .describe('A number in international form or as it was dialled, an extension, a user, or ~k3m7vq: somebody who is shown by that.'),
      dryRun: parameter.flag().optional().describe('true: only says what is kept of him.'),
    }),
    answer: fieldsSchema({
      erased: field.count().describe('Calls that were erased; with `dryRun` those that would be.'),
      firstAt: field.at().optional().describe('When the first of them began. Absent without any.'),
      lastAt: field.at().optional().describe('When the last of them began.'),
      registrations: field.count(),
      messages: field.count().describe('Whole messages.'),
      mentions: field
        .count()
        .describe('Calls of others that keep the end of his number, and stay without it. 0 of somebody named by what he is shown by.'),
      isPartial: field.flag().optional().describe('true: there may be more, because something cannot be read. Absent otherwise.'),
    }),
    async handle({ number, dryRun: isDryRun = false }, request, context) {
      const hash = await context.people.hashOf(number, isDryRun ? 'search' : 'erase', request);
      const whom = await soughtPerson(number.trim(), hash, context);
      if (whom === undefined) return { erased: 0, registrations: 0, messages: 0, mentions: 0 };
      const { calls, ...found } = isDryRun
        ? await context.query.call('person', { ...whom, afterLsn: await flushMain(context) }, ERASE_SECONDS)
        : await erase(whom, context);
      return { erased: calls, ...found };
    },
  }),
];

/** Resolves a text to a person. A mask is refused, since many numbers share it. Undefined for a pseudonym without a person. */
async function soughtPerson(text: string, hash: string, context: AppContext): Promise<SoughtPerson | undefined> {
  const start = pseudonymIn(text);
  if (start !== undefined) {
    const shown = await context.query.call('shownPerson', { start, afterLsn: await flushMain(context) }, ERASE_SECONDS);
    return shown.hash === undefined ? undefined : { query: shown.hash };
  }
  if (MASK.test(text))
    refuse(
      'A mask stands for many numbers: give the number whole, as it was dialled or in international form. Somebody who is shown as ~k3m7vq is erased by that.',
    );
  return present({ query: hash, person: text, end: context.erasedEnd(text) });
}

async function erase(whom: SoughtPerson, { main, store }: AppContext): Promise<FoundPerson> {
  // First main, so that it writes nothing of him behind the erasure.
  const { lsn: afterLsn } = await main.call('forget', { person: whom.person ?? shownAs(whom.query) }, FORGET_SECONDS);
  return store.call('erase', { ...whom, afterLsn }, ERASE_SECONDS);
}
