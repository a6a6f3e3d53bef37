import { createHmac } from 'node:crypto';
import { isoTime, jsonRequest, type RequestMaker } from './outgoing-request.ts';

/** The header with the time of sending and the signature: `t=1700000000,v1=HEX`. */
const SIGNATURE_HEADER = 'ringscope-signature';

/** A document of our own, signed with the secret so that its receiver knows who sent it, and when. */
export const signedRequest: RequestMaker = (told, secret) => {
  const request = jsonRequest({
    version: 1,
    status: told.status,
    receiver: told.receiver,
    groupKey: told.groupKey,
    at: isoTime(told.at),
    truncated: told.truncated,
    alerts: told.alerts.map(({ state, labels, severity, summary, description, runbookUrl, value, startsAt, endsAt }) => ({
      state,
      severity,
      labels,
      // JSON knows no NaN.
      value: Number.isFinite(value) ? value : String(value),
      startsAt: isoTime(startsAt),
      ...(endsAt === undefined ? {} : { endsAt: isoTime(endsAt) }),
      summary,
      description,
      runbookUrl,
    })),
  });
  return { ...request, headers: { ...request.headers, [SIGNATURE_HEADER]: signature(request.body, Math.floor(told.at), secret) } };
};

/** HMAC-SHA-256 of time, a dot and the body. */
function signature(body: string, at: number, secret: string): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
