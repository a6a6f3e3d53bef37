import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { ARRIVAL_FINDING, FINDING_SEVERITY } from '../../arrivals/arrival-finding.ts';
import { MAX_FINDINGS, MAX_REFUSALS } from '../../arrivals/arrival-watch.ts';
import { MAIN_DEADLINE_SECONDS } from '../app-context.ts';
import { route } from '../route.ts';

/** All agents that have a name at once, and kinds of listeners. */
const MAX_AGENTS = 256;
const MAX_LISTENS = 8;
const MAX_SOURCES = 16;

const agent = field.shape({
  label: field.id().describe('Its name here, as in the records of calls.'),
  plainLabel: field.id().describe('The name or id that its frames carry.'),
  address: field.text().describe('Where its frames come from.'),
  captureId: field.count().optional(),
  frames: field.count(),
  firstAt: field.number(),
  lastAt: field.number(),
  messages: field.count().describe('SIP messages.'),
  invites: field.count().describe('Those of an INVITE.'),
  options: field.count().describe('Those of an OPTIONS.'),
  requests: field.count().describe('Of the last one to two minutes.'),
  responses: field.count().describe('Of the last one to two minutes.'),
  aheadSeconds: field
    .shape({ least: field.number(), most: field.number() })
    .optional()
    .describe('By how much their times were ahead of their arrival; negative when behind.'),
});

const refusal = field.shape({
  address: field.text().describe('Empty: not known.'),
  reason: field.id(),
  count: field.count(),
  lastAt: field.number(),
  means: field.text().describe('What that usually means.'),
  fix: field.text().describe('What mends it.'),
});

/** Whether anything arrives. */
export const sourceRoutes = [
  route({
    method: 'get',
    path: '/api/v1/sources',
    summary: 'What has arrived since the start, from whom, what was refused and why, and what mends it.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      startedAt: field.number().describe('Unix seconds.'),
      sources: field.list(
        field.shape({
          name: field.id().describe('`hep`: captures; `events`: what programs post.'),
          listens: field.list(field.shape({ address: field.text(), transport: field.id() }), MAX_LISTENS),
          frames: field.count().describe('Frames, or events.'),
          refused: field.count(),
          lastAt: field.number().optional().describe('Unix seconds. Absent: nothing was taken.'),
          agents: field.list(agent, MAX_AGENTS).describe('Capture agents, the busiest first.'),
          refusals: field.list(refusal, MAX_REFUSALS).describe('What was refused, the latest first.'),
          others: field.shape({ frames: field.count(), refused: field.count() }).describe('What found no place in the lists.'),
          buffer: field
            .shape({ askedBytes: field.bytes(), givenBytes: field.bytes(), drops: field.count() })
            .optional()
            .describe('The receive buffer of UDP, and datagrams that the kernel dropped.'),
        }),
        MAX_SOURCES,
      ),
      findings: field
        .list(
          field.shape({
            name: field.oneOf(ARRIVAL_FINDING),
            severity: field.oneOf(FINDING_SEVERITY),
            subject: field.text(),
            reason: field.text().describe('One sentence.'),
            fix: field.text(),
            isLoss: field.flag().optional().describe('What is told is lost as long as it goes on.'),
          }),
          MAX_FINDINGS,
        )
        .describe('What is wrong now, the worst first.'),
    }),
    handle: async (_query, _request, { main }) => main.call('sources', {}, MAIN_DEADLINE_SECONDS),
  }),
];
