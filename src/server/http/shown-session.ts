import type { Context } from 'hono';
import { sessionIdIn } from './session-cookie.ts';
import type { OpenedSession, Sessions } from './sessions.ts';

/** The header in which the page shows the key of its session. A browser adds it to no request by itself. */
const KEY_HEADER = 'ringscope-session-key';
/** The parameter of a URL in which a link that the browser follows by itself shows a ticket. */
export const TICKET_PARAMETER = 'ticket';

/** The session that a request shows by its cookie and its key, which is used by this. Undefined where its cookie is alone. */
export function openShownSession({ req }: Context, sessions: Sessions | undefined): OpenedSession | undefined {
  const id = sessionIdIn(req.header('cookie'), req.header('host'));
  if (id === undefined) return undefined;
  // A ticket is for what a browser opens by itself.
  const ticket = req.method === 'GET' ? req.query(TICKET_PARAMETER) : undefined;
  return sessions?.open({ id, key: req.header(KEY_HEADER), ticket });
}
