import { expect, test } from 'vitest';
import { allRows } from './all-rows.ts';
import { compareRow, playRow } from './ask-calls.ts';

/** Errors planted in rows that are right: subject, title of the row, which of its calls, key, and the wrong value. */
const PLANTED: readonly (readonly [subject: string, title: string, call: number, key: string, wrong: string])[] = [
  ['answered', 'A proxied call is one session with the times of the transaction of its caller', 0, 'talk', '10'],
  ['answered', 'A call without a proxy is the same session', 0, 'ring', '2.951'],
  ['answered', 'A BYE of the callee releases the call from the side of the callee', 0, 'released', 'caller'],
  ['answered', 'A BYE answered with 408 ends the call, but the session is not completed', 0, 'scr', '1/1'],
  ['refused', '402 is a refusal that SER and SEER leave out', 0, 'ser', '0/1'],
  ['refused', '480 after ringing is a call that was not picked up', 0, 'outcome', 'rejected'],
  ['refused', 'A 503 that the proxy hands on as 500 keeps the code of the hop beside that of the caller', 0, 'hop', '500@proxy'],
  ['forked', 'Without the answer to the caller a 6xx is preferred to a 4xx', 0, 'final', '404'],
  ['forked', 'Of a fork that is answered once the losers are cancelled and the call is one', 0, 'leg-uas', '487/cancelled/cancelled'],
  ['cancelled', 'A caller that gives up before it rings cancels the call, and the network did not deliver it', 0, 'ner', '1/1'],
  ['cancelled', 'A CANCEL that crosses the 2xx leaves the session, which the caller ends with a BYE', 0, 'race', '-'],
  ['challenged', 'A challenge of the proxy and then of the callee make three rounds', 0, 'rounds', '2'],
  ['challenged', 'A challenge that is answered is one attempt of two rounds, with its times from the last INVITE on', 0, 'srd', '1.501'],
  ['redirected', 'A 302 that is followed with another Call-ID is a call beside the one that follows it', 0, 'redirect', '0/1'],
  ['retransmitted', 'A 2xx over TCP is sent again end to end', 0, 'duplicates', '1'],
  ['early-media', 'A 183 with SDP is early media, and no one is alerted', 0, 'ring', '3.5'],
  ['lost-packets', 'A 2xx repeated without an ACK and a BYE of the callee after 32 s is the lost ACK', 0, 'ended', 'bye'],
  ['two-vantages', 'An inner agent with a fast clock changes no time of the call', 0, 'setup', '2.502'],
  ['transfer', 'An INVITE with Replaces that was answered replaces the call whose BYE follows later', 0, 'ended', 'bye'],
  ['reuse-of-call-id', 'After a 486 a higher CSeq is a new attempt', 1, 'attempts', '2'],
  ['causes', 'Cause 21 is a call that was declined', 0, 'cause', 'server_error'],
];

const ROWS = allRows();

test.each(PLANTED)('an error planted in the oracle is found: %s, %s, call %i, %s=%s', (subject, title, call, key, wrong) => {
  const row = ROWS.get(subject)?.find((one) => one.title === title);
  if (row === undefined) throw new Error(`no row: ${title}`);
  const { calls } = playRow(row);
  expect(compareRow(row.calls, calls)).toEqual([]);
  const altered = row.calls.map((values, index) => (index === call ? new Map([...values, [key, wrong]]) : values));
  expect(compareRow(altered, calls)).toEqual([{ call, key, expected: wrong, found: expect.any(String) }]);
});

test('a call too many and a call too few are found', () => {
  const row = ROWS.get('answered')?.[0];
  if (row === undefined) throw new Error('no row');
  const { calls } = playRow(row);
  expect(compareRow([], calls)).toEqual([{ call: 0, key: 'calls', expected: '0', found: '1' }]);
  expect(compareRow([...row.calls, ...row.calls], calls)).toEqual([{ call: 0, key: 'calls', expected: '2', found: '1' }]);
});
