import { expect, test } from 'vitest';
import { callsOfAlert } from '../../web/parts/alert-calls.ts';

const AT = Date.parse('2026-11-23T10:00:00Z') / 1000;
const alert = (subject: string, labels: Readonly<Record<string, string>>, name = 'CallSloBurnsFast') => ({
  alert: name,
  subject,
  labels,
  activeAt: AT,
  since: AT + 300,
  state: 'firing' as const,
});

test('the calls of an alert of a trunk are those that failed over it from half an hour before it began', () => {
  expect(callsOfAlert(alert('trunks', { trunk: 'carrier-a' }))).toEqual({
    hopTrunk: 'carrier-a',
    failed: 'true',
    since: '2026-11-23T09:30:00.000Z',
  });
});

test('the calls of one that is resolved end when it did', () => {
  expect(callsOfAlert({ ...alert('objectives', {}), state: 'resolved' })).toEqual({
    failed: 'true',
    since: '2026-11-23T09:30:00.000Z',
    until: '2026-11-23T10:05:00.000Z',
  });
});

test('an alert of calls in a direction leads to those, one of how calls sound not to failed ones, and one of something else to none', () => {
  expect(callsOfAlert(alert('calls', { direction: 'inbound', trunk: 'a' }))).toMatchObject({
    direction: 'inbound',
    trunk: 'a',
    failed: 'true',
  });
  expect(callsOfAlert(alert('media', { trunk: 'a' }))).toEqual({ hopTrunk: 'a', since: '2026-11-23T09:30:00.000Z' });
  expect(callsOfAlert(alert('modems', { modem: 'modem-1' }))).toBeUndefined();
  expect(callsOfAlert(alert('objectives', {}, 'VoiceAgentSloBurnsFast'))).toBeUndefined();
});
