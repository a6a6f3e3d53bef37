import { DIRECTION } from '../call-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { TRANSFER_MODE, TRANSFER_REASON } from '../service-words.ts';
import { SUCCESS } from '../success-words.ts';
import { detail, told, toldOfCall } from './origin.ts';

const transfer = {
  ...toldOfCall,
  mode: field.oneOf(TRANSFER_MODE).orElse('other'),
  queue: field.label().optional().describe('The queue that the call came from. Absent without one.'),
  transferId: field.id().optional().describe('With it, `transfer.active` is counted from begins and ends. Absent: tell `transfer.active`.'),
};

export const transferStarted = event('transfer.started', 'Somebody hands a call on.', {
  ...transfer,
  direction: field.oneOf(DIRECTION).orElse('unknown'),
  target: field.private('number').optional(),
});

export const transferEnded = event('transfer.ended', 'A call was handed on, or could not be.', {
  ...transfer,
  outcome: field.oneOf(SUCCESS),
  reason: field.oneOf(TRANSFER_REASON).optional().describe('Why it failed. Absent when it did not.'),
  sipCode: field.count().optional().describe('What the target answered. Absent without an answer.'),
  detail,
  seconds: field.seconds().optional().describe('What it took. Absent when nobody told.'),
});

export const transferActive = event('transfer.active', 'How many calls are being handed on.', { ...told, count: field.count() });
