import { labelText } from '../../metrics/index.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { FAILURE_REASON, SUCCESS } from '../success-words.ts';
import { detail, told } from './origin.ts';

export const dbQuery = event('db.query', 'A database was asked something.', {
  ...told,
  operation: field.label().describe('What for, from a fixed set of the program, e.g. select or local_cdr_save. Never the query itself.'),
  table: field.label().orElse(labelText('none')).describe('The table, `none` when nobody told.'),
  outcome: field.oneOf(SUCCESS).orElse('ok'),
  reason: field.oneOf(FAILURE_REASON).optional().describe('Why it failed. Absent when it did not.'),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
  detail,
});

export const dbActive = event('db.active', 'How many connections to a database are in use.', {
  ...told,
  count: field.count(),
  idleCount: field.count().optional().describe('Open and not in use. Absent when nobody told, as the next.'),
  limit: field.count().optional().describe('The most that the pool opens.'),
});

export const cdrWritten = event('cdr.written', 'Records of calls were written.', { ...told, count: field.count().orElse(1) });

export const cdrDropped = event('cdr.dropped', 'Records of calls were lost before they were written.', {
  ...told,
  count: field.count().orElse(1),
});

export const cdrFailed = event('cdr.failed', 'Records of calls could not be written.', {
  ...told,
  count: field.count().orElse(1),
  reason: field.oneOf(FAILURE_REASON).orElse('other'),
  detail,
});
