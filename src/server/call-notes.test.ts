import { expect, test } from 'vitest';
import { makeLadder } from '../calls/index.ts';
import { labelText, type SipAnomaly, type TimelineEntry } from '../core/index.ts';
import { timelineEntry } from '../testing/index.ts';
import { callNotes } from './call-notes.ts';

const AGENT = labelText('2001');
const CALLER = '192.0.2.1:5060';
const PROXY = '192.0.2.2:5060';
const CALLEE = '203.0.113.1:5060';

function sent(seconds: number, src: string, dst: string, facts: Partial<TimelineEntry>): TimelineEntry {
  return timelineEntry({ at: 1_700_000_000 + seconds, src, dst, fromTag: 5, hasSdp: false, ...facts });
}

function notesOf(timeline: readonly TimelineEntry[], anomalies: readonly SipAnomaly[] = []): readonly string[] {
  return callNotes({ anomalies }, makeLadder({ agent: AGENT, legs: [] }, timeline));
}

test('answers repeated for want of an ACK and BYEs that were refused are told', () => {
  const at = [0.5, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32];
  const timeline = [
    sent(0, CALLER, PROXY, { branches: [1] }),
    sent(0.1, PROXY, CALLEE, { branches: [2, 1] }),
    ...at.map((seconds) => sent(seconds, CALLEE, PROXY, { branches: [2, 1], status: 200, toTag: 9 })),
    ...at.map((seconds) => sent(seconds + 0.01, PROXY, CALLER, { branches: [1], status: 200, toTag: 9 })),
    sent(32.5, CALLER, PROXY, { branches: [5], method: 'BYE', cseq: 2, toTag: 9 }),
    sent(32.6, PROXY, CALLER, { branches: [5], method: 'BYE', cseq: 2, toTag: 9, status: 404 }),
  ];
  expect(notesOf(timeline, ['ack_not_captured'])).toEqual([
    `The answer 200 OK was repeated 10 times: the ACK never reached the callee, ${CALLEE}.`,
    `The BYE was refused by ${PROXY} with 404 Not Found.`,
  ]);
});

test('an INVITE that was sent again and again into silence, and a refusal without its ACK, are told', () => {
  const invites = [0, 0.5, 1.5, 3.5].map((seconds) => sent(seconds, PROXY, CALLEE, { branches: [2, 1] }));
  const refusals = [4, 4.5, 5.5, 7.5].map((seconds) => sent(seconds, PROXY, CALLER, { branches: [1], status: 408, toTag: 9 }));
  expect(notesOf([sent(0, CALLER, PROXY, { branches: [1] }), ...invites, ...refusals])).toEqual([
    `${PROXY} repeated its 408 Request Timeout 3 times: the ACK never reached it.`,
    `The INVITE was sent 4 times to ${CALLEE}, and nothing came back.`,
  ]);
});

test('a clock that is ahead of the other one is told with its agent', () => {
  const invite = sent(0, CALLER, PROXY, { branches: [1] });
  const timeline = [invite, { ...invite, at: invite.at + 3, agent: labelText('sbc-2') }];
  expect(notesOf(timeline)).toEqual(['The clock of agent sbc-2 is 3.0 s ahead of that of agent 2001.']);
});

test('anomalies of the record have a sentence each, and a call without any has no notes', () => {
  expect(notesOf([], ['no_via', 'fragment'])).toEqual(['A message has no Via.', 'The end of a message was not captured.']);
  expect(notesOf([sent(0, CALLER, PROXY, {}), sent(0.5, CALLER, PROXY, {})])).toEqual([]);
});
