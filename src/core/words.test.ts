import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AT_COMMAND, atCommand, byeReason, deliveryStatus, rssiDbm, ussdStatus } from './index.ts';

test.each([
  ['AT+CPIN=1234', 'AT+CPIN'],
  ['at+csq', 'AT+CSQ'],
  [' AT+CMGS="+15550100017"', 'AT+CMGS'],
  ['AT+CREG?', 'AT+CREG'],
  ['ATD+15550100017;', 'ATD'],
  ['ATI', 'ATI'],
  ['ATH0', 'ATH'],
  ['AT', 'AT'],
  ['ATE0', 'ATE'],
  ['AT+XYZ=1', 'other'],
  ['15550100017', 'other'],
  ['', 'other'],
] as const)('the command of %s is %s', (line, command) => {
  expect(atCommand(line)).toBe(command);
});

test('nothing of a line but a known command is kept', () => {
  fc.assert(fc.property(fc.string(), (line) => AT_COMMAND.includes(atCommand(line)) && AT_COMMAND.includes(atCommand(`AT+${line}`))));
});

test('the strength of a signal is known from 0 to 31 and not at 99', () => {
  expect([0, 20, 31, 32, 99, -1, undefined].map(rssiDbm)).toEqual([-113, -73, -51, undefined, undefined, undefined, undefined]);
});

test('a delivery status follows from the ranges of TP-Status', () => {
  const statuses = [0, 0x1f, 0x20, 0x3f, 0x40, 0x5f, 0x60, 0x7f, 0x80, 255, -1, 0.5, undefined].map(deliveryStatus);
  expect(statuses).toEqual([
    'delivered',
    'delivered',
    'pending',
    'pending',
    'failed_permanent',
    'failed_permanent',
    'failed_temporary',
    'failed_temporary',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test('the numbers of +CUSD are words, and those beyond are unknown', () => {
  expect([0, 1, 2, 5, 6, 99, -1].map(ussdStatus)).toEqual([
    'no_action',
    'action_required',
    'terminated',
    'timeout',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test.each([
  [16, undefined, 'normal'],
  [21, undefined, 'user_hangup'],
  [102, undefined, 'timer_expired'],
  [41, undefined, 'error'],
  [99, undefined, 'normal'],
  [undefined, 200, 'normal'],
  [undefined, 408, 'timer_expired'],
  [undefined, 503, 'error'],
  [undefined, undefined, 'normal'],
  [16, 503, 'normal'],
] as const)('a BYE with Q.850 cause %s and SIP cause %s is %s', (q850, sip, reason) => {
  expect(byeReason(q850, sip)).toBe(reason);
});
