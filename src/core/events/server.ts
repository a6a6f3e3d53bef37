import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

/** Why the server refused a request, or closed a connection before it was answered. */
export const HTTP_REFUSAL = [
  'unauthorized',
  'forbidden',
  'host',
  'origin',
  'media_type',
  'body_too_large',
  'address',
  'throttled',
  'logins_busy',
  'rate_limited',
  'busy',
  'query_timeout',
  'malformed',
  'header_too_large',
  'slow_request',
  'slow_reader',
  'idle',
  'connection_limit',
  'pipelined',
] as const;
export type HttpRefusal = (typeof HTTP_REFUSAL)[number];

export const serverRefused = ownEvent(
  'server.refused',
  'The HTTP server refused requests or closed connections, told about once a second.',
  {
    reason: field
      .oneOf(HTTP_REFUSAL)
      .describe(
        'unauthorized: no valid token. forbidden: the token has not the role. address: not from where HTTP may be asked. throttled: wrong credentials too often from one address. logins_busy: too many passwords were being compared. host, origin: sent by a page of another site. idle: a connection that asked for nothing made way for a new one. connection_limit: a new one, while all others were being answered. pipelined: more was asked on one connection at once than may be. slow_request: a request that did not come in time. slow_reader: an answer that was not taken in time. busy: as many questions of its kind, or exports, as may be were waiting. query_timeout: a question that could not be answered in time.',
      ),
    count: field.count(),
  },
);

export const liveReaders = ownEvent('live.readers', 'Somebody began to read the live feed, or went, told about once a second.', {
  count: field.count().describe('How many read it now.'),
});

export const serverReloaded = ownEvent('server.reloaded', 'The server read its settings, at the start or again.', {
  isTaken: field.flag().describe('false: they were not valid, and those of before hold.'),
  isSynthetic: field.flag().optional().describe('True: by these settings all that comes in is generated.'),
});
