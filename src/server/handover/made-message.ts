import { reasonPhrase } from '../../calls/index.ts';
import type { TimelineEntry } from '../../core/index.ts';

/** What of a call stands in messages that are made. */
export interface MadeCall {
  readonly callId: string;
  /** As they are shown: pseudonyms by default. */
  readonly caller?: string;
  readonly callee?: string;
}

/** Says of a message that it was never on a wire like this. */
export const MADE_MARK = 'Made from the timeline of ringscope: headers and bodies that it does not keep are missing.';
const NOBODY = 'anonymous';
/** A host that there is not (RFC 6761). */
const NOWHERE = 'unknown.invalid';

/** Makes messages of a call from what is known of them: who sent what to whom, when, and in which transaction and dialog. */
export function createMaker({ callId, caller = NOBODY, callee = NOBODY }: MadeCall, timeline: readonly TimelineEntry[]) {
  // Who sent a request wrote its topmost Via.
  const sentBy = new Map<number, string>();
  for (const { status, branches, src } of timeline) {
    const [top] = branches;
    if (status === undefined && top !== undefined && !sentBy.has(top)) sentBy.set(top, src);
  }
  const from = safe(caller);
  const to = safe(callee);
  return (entry: TimelineEntry): string => {
    const { method, status, cseq, branches, fromTag, toTag, reasonQ850, reasonSip } = entry;
    const via = branches.map(
      (branch) => `Via: SIP/2.0/${entry.transport.toUpperCase()} ${sentBy.get(branch) ?? NOWHERE};branch=z9hG4bK${hex(branch)}`,
    );
    const reasons = [
      reasonQ850 === undefined ? [] : [`Q.850;cause=${reasonQ850}`],
      reasonSip === undefined ? [] : [`SIP;cause=${reasonSip}`],
    ].flat();
    return [
      status === undefined ? `${method} sip:${to}@${hostOf(entry.dst)} SIP/2.0` : `SIP/2.0 ${status} ${reasonPhrase(status) ?? 'Unnamed'}`,
      ...via,
      ...(status === undefined ? ['Max-Forwards: 70'] : []),
      `From: <sip:${from}@ringscope.invalid>${fromTag === undefined ? '' : `;tag=${hex(fromTag)}`}`,
      `To: <sip:${to}@ringscope.invalid>${toTag === undefined ? '' : `;tag=${hex(toTag)}`}`,
      `Call-ID: ${callId.replace(/[^\x21-\x7e]/g, '_')}`,
      `CSeq: ${cseq} ${method}`,
      ...reasons.map((reason) => `Reason: ${reason}`),
      ...(entry.sessionExpiresSeconds === undefined ? [] : [`Session-Expires: ${Math.round(entry.sessionExpiresSeconds)}`]),
      ...(entry.expiresSeconds === undefined ? [] : [`Expires: ${Math.round(entry.expiresSeconds)}`]),
      `X-Ringscope: ${MADE_MARK}`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  };
}

function hex(hash: number): string {
  return hash.toString(16);
}

function hostOf(endpoint: string): string {
  return endpoint === '' ? NOWHERE : endpoint;
}

/** A text as the user of a SIP URI (RFC 3261 25.1). */
function safe(text: string): string {
  return text.replace(/[^\w.!~*'()&=+$,;?/-]/g, (letter) =>
    [...Buffer.from(letter)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
