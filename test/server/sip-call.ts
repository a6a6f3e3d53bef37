import { encodeHep3 } from '../../src/testing/index.ts';

const CALLER = '192.0.2.10:5060';
const CALLEE = '192.0.2.20:5060';

/** The HEP frames of the parts of one call. Each part happens at the given Unix time. */
export interface SipCall {
  readonly callId: string;
  invite(at: number): Uint8Array;
  ok(at: number): Uint8Array;
  ack(at: number): Uint8Array;
  bye(at: number): Uint8Array;
  byeOk(at: number): Uint8Array;
}

/** A call between two fixed user agents, seen by one capture agent. Its INVITE has `headers` besides. */
export function sipCall(name: string, headers: readonly string[] = []): SipCall {
  const callId = `${name}@192.0.2.10`;
  const message = (startLine: string, at: number, cseq: string, branch: string, hasToTag: boolean, isFromCallee = false): Uint8Array =>
    encodeHep3({
      at,
      src: isFromCallee ? CALLEE : CALLER,
      dst: isFromCallee ? CALLER : CALLEE,
      payload: [
        startLine,
        `Via: SIP/2.0/UDP ${CALLER};branch=z9hG4bK${branch}${name}`,
        `From: <sip:+4930555000123@192.0.2.10>;tag=f${name}`,
        `To: <sip:+4930555000456@192.0.2.20>${hasToTag ? `;tag=t${name}` : ''}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq}`,
        `Contact: <sip:192.0.2.10>`,
        ...(startLine.startsWith('INVITE') ? headers : []),
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    });
  const uri = 'sip:+4930555000456@192.0.2.20';
  return {
    callId,
    invite: (at) => message(`INVITE ${uri} SIP/2.0`, at, '1 INVITE', 'i', false),
    ok: (at) => message('SIP/2.0 200 OK', at, '1 INVITE', 'i', true, true),
    ack: (at) => message(`ACK ${uri} SIP/2.0`, at, '1 ACK', 'a', true),
    bye: (at) => message(`BYE ${uri} SIP/2.0`, at, '2 BYE', 'b', true),
    byeOk: (at) => message('SIP/2.0 200 OK', at, '2 BYE', 'b', true, true),
  };
}
