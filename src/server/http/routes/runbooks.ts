import { z } from 'zod';
import { TeleError } from '../../../core/index.ts';
import { readRunbook, runbookIndex } from '../../runbooks.ts';
import { route } from '../route.ts';

/** What to do when an alert fires. */
export const runbookRoutes = [
  route({
    method: 'get',
    path: '/runbooks',
    summary: 'Every alert with a link to its runbook, as Markdown; a browser is shown a page.',
    role: 'read',
    query: z.object({}),
    answer: { type: 'string' },
    answerType: 'text/plain',
    handle: async () => new Response(runbookIndex(), { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
  }),
  route({
    method: 'get',
    path: '/runbooks/:name',
    summary: 'What an alert means, what to look at first, and what to do: its runbook, as Markdown; a browser is shown a page.',
    role: 'read',
    query: z.object({}),
    answer: { type: 'string' },
    answerType: 'text/plain',
    async handle(_query, request) {
      const name = request.req.param('name') ?? '';
      const text = await readRunbook(name);
      if (text === undefined) throw new TeleError('NOT_FOUND', 'There is no alert of this name; docs/alerts.md lists them.');
      return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
    },
  }),
];
