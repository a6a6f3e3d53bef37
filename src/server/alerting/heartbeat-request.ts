import type { RequestMaker } from './outgoing-request.ts';

/** A sign of life: the address is asked for, and what answers there raises the alarm when it is asked no more. With a secret it is sent as a bearer token. */
export const heartbeatRequest: RequestMaker = (_notification, secret) => ({
  headers: secret === '' ? {} : { authorization: `Bearer ${secret}` },
});
