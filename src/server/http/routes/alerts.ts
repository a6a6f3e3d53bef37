import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { matcherList, MOST_TEST_SECONDS } from '../../alerting/silence-book.ts';
import { RECEIVER_KIND } from '../../settings/receiver-settings.ts';
import { refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';

const SILENCE = {
  id: field.text(),
  matchers: field.list(field.text(), Infinity).describe('What the labels of an alert are, e.g. trunk=carrier-a; all of them.'),
  from: field.at(),
  until: field.at(),
  by: field.text().describe('The name of the credential that made it.'),
  comment: field.text(),
  isEnded: field.flag().optional().describe('Somebody ended it before its time.'),
};

const ALERT = {
  alert: field.text(),
  subject: field.text().describe('What it is about, as docs/alerts.md groups them, e.g. trunks.'),
  severity: field.oneOf(['critical', 'warning', 'info', 'none']),
  state: field.oneOf(['pending', 'firing', 'resolved']),
  since: field.at().describe('Since when it is in this state.'),
  activeAt: field.at().describe('Since when its expression is true.'),
  value: field.number().optional().describe('The last value of its expression. Absent when it is no number.'),
  labels: field.map(field.text(), Infinity),
  summary: field.text(),
  description: field.text(),
  runbookUrl: field.text(),
  silencedBy: field.list(field.text(), Infinity).describe('Ids of the silences that keep it from being told.'),
  inhibitedBy: field.list(field.text(), Infinity).describe('Names of the alerts that explain it, while they fire.'),
};

/** Alerts, as the server itself looks at them. */
export const alertRoutes = [
  route({
    method: 'get',
    path: '/api/v1/alerts',
    summary: 'Alerts that are pending, fire, or were resolved within a quarter of an hour, and whether receivers can be told.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      at: field.at().optional().describe('When they were looked at last.'),
      alerts: field.list(field.shape(ALERT), Infinity).describe('Firing ones first, the gravest first; at most 1000.'),
      counts: field.map(field.count(), 3).describe('How many there are of each state.'),
      receivers: field.list(
        field.shape({
          name: field.text(),
          kind: field.oneOf(RECEIVER_KIND),
          problem: field.text().optional().describe('Why it cannot be told at the moment.'),
        }),
        Infinity,
      ),
    }),
    handle: async (_query, _request, { history }) => history.call('alerts', {}, STORE_DEADLINE_SECONDS),
  }),
  route({
    method: 'post',
    path: '/api/v1/alerts/test',
    summary: 'Sends a test alert to a receiver, and says what became of it.',
    role: 'admin',
    query: z.object({ receiver: parameter.text().describe('Its name in `alerts.receivers`.') }),
    answer: fieldsSchema({
      isSent: field.flag(),
      isBeat: field.flag().optional().describe('It is a heartbeat, which was beaten: it takes no alerts.'),
      reason: field.text().optional().describe('Why it was not.'),
      isPermanent: field.flag().optional().describe('It would not be sent when it is tried again either.'),
    }),
    handle: async ({ receiver }, _request, { history }) => history.call('testReceiver', { receiver }, MOST_TEST_SECONDS),
  }),
  route({
    method: 'get',
    path: '/api/v1/silences',
    summary: 'Silences that hold, and those that were over within a week.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({ silences: field.list(field.shape(SILENCE), Infinity) }),
    handle: async (_query, _request, { history }) => history.call('silences', {}, STORE_DEADLINE_SECONDS),
  }),
  route({
    method: 'post',
    path: '/api/v1/silences',
    summary: 'Makes a silence: alerts that match are looked at, and not told.',
    role: 'admin',
    query: z.object({
      match: parameter.text().describe('Labels and their values, e.g. alertname=TrunkFailing,trunk=carrier-*; all must match.'),
      seconds: parameter.whole(1, 366 * 86_400).describe('How long it holds.'),
      comment: parameter.text().optional().describe('Why. A number in it is kept as ***.'),
    }),
    answer: fieldsSchema(SILENCE),
    async handle({ match, seconds, comment = '' }, request, { history }) {
      const matchers = matcherList(match) ?? refuse('The parameter match is not closed by a quotation mark.');
      return history.call('silence', { matchers, seconds, comment, by: request.var.identity.name }, STORE_DEADLINE_SECONDS);
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/silences/:id',
    summary: 'Ends a silence.',
    role: 'admin',
    query: z.object({}),
    answer: fieldsSchema(SILENCE),
    handle: async (_query, request, { history }) =>
      history.call('unsilence', { id: request.req.param('id') ?? '' }, STORE_DEADLINE_SECONDS),
  }),
];
