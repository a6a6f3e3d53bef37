import { createCountRequests } from './count-requests.ts';
import { timed, type SubjectContext } from './subject.ts';

/** Requests that were answered, and webhooks that were sent. */
export type Http = ReturnType<typeof createHttp>;

/** Makes the subject. */
export function createHttp(context: SubjectContext) {
  return {
    request: timed(context, 'http.request'),
    /** Middleware that counts the requests which a server of the program answers. */
    count: createCountRequests(context),
    webhook: timed(context, 'webhook.sent'),
  };
}
