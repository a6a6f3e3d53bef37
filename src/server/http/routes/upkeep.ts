import { z } from 'zod';
import { CALL_FIELDS, field, fieldsSchema, present } from '../../../core/index.ts';
import { MAX_STALE } from '../../analytics/questions.ts';
import { flushMain, MAIN_DEADLINE_SECONDS, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';

const DEFAULT_STALE_SECONDS = 3600;
/** An erasure rewrites every day in which the number occurs. */
const ERASE_SECONDS = 120;
/** Main hands over what has arrived, and the store writes the whole messages among it. */
const FORGET_SECONDS = 10;

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
    query: z.object({ number: parameter.text().describe('A number in international form or as it was dialled, an extension, or a user.') }),
    answer: fieldsSchema({ erased: field.count() }),
    async handle({ number }, request, context) {
      const query = await context.people.hashOf(number, 'erase', request);
      // First main, so that it writes nothing of him behind the erasure.
      const { lsn: afterLsn } = await context.main.call('forget', { person: number }, FORGET_SECONDS);
      const { calls } = await context.store.call(
        'erase',
        { query, person: number, afterLsn, ...present({ end: context.erasedEnd(number) }) },
        ERASE_SECONDS,
      );
      return { erased: calls };
    },
  }),
];
