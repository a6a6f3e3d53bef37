import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

export const spoolState = ownEvent('spool.state', 'What waits in the spool, told about once a second.', {
  bytes: field.bytes().describe('What the spool takes on the disk.'),
  maxBytes: field.bytes().describe('The most that it may take: the setting `store.spool_max_bytes`.'),
  waitingChanges: field.count().describe('Changes that are not in the store yet.'),
  oldestAgeSeconds: field.seconds().describe('Age of the oldest of them; 0 when there is none.'),
});

export const spoolSynced = ownEvent('spool.synced', 'A group of changes was synced to the disk, and so acknowledged.', {
  seconds: field.seconds().describe('How long writing and syncing took.'),
});

export const spoolCut = ownEvent(
  'spool.cut',
  'A part of the spool was no changes any more: the torn end that a killed process left, or damage.',
  {
    lengthBytes: field.bytes(),
  },
);
