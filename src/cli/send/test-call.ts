/** Between whom a test call is: documentation addresses (RFC 5737) and names (RFC 2606), which nobody has. */
export const TEST_ENDS = { caller: '192.0.2.1:5060', callee: '192.0.2.2:5060' } as const;
const { caller: CALLER, callee: CALLEE } = TEST_ENDS;
const HOST = 'ringscope-test.example';

/** One message of the test call. */
export interface TestMessage {
  readonly src: string;
  readonly dst: string;
  /** Unix seconds. */
  readonly at: number;
  readonly payload: string;
}

/** An answered call of a second that has just ended: nobody waits for it, and it counts as a success. */
export function testCall(id: string, now: number): { readonly callId: string; readonly messages: readonly TestMessage[] } {
  const callId = `${id}@${HOST}`;
  const text = (line: string, cseq: string, isAnswered: boolean): string =>
    [
      line,
      `Via: SIP/2.0/UDP ${CALLER};branch=z9hG4bK${id}${cseq.replace(' ', '')}`,
      `From: <sip:test-caller@${HOST}>;tag=${id}`,
      `To: <sip:test-callee@${HOST}>${isAnswered ? `;tag=b${id}` : ''}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      'Max-Forwards: 70',
      'User-Agent: ringscope send',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  const there = (line: string, cseq: string, isAnswered: boolean, ago: number): TestMessage => ({
    src: CALLER,
    dst: CALLEE,
    at: now - ago,
    payload: text(`${line} sip:test-callee@${HOST} SIP/2.0`, cseq, isAnswered),
  });
  const back = (line: string, cseq: string, ago: number): TestMessage => ({
    src: CALLEE,
    dst: CALLER,
    at: now - ago,
    payload: text(`SIP/2.0 ${line}`, cseq, true),
  });
  return {
    callId,
    messages: [
      there('INVITE', '1 INVITE', false, 1.4),
      back('180 Ringing', '1 INVITE', 1.3),
      back('200 OK', '1 INVITE', 1.2),
      there('ACK', '1 ACK', true, 1.1),
      there('BYE', '2 BYE', true, 0.2),
      back('200 OK', '2 BYE', 0.1),
    ],
  };
}
