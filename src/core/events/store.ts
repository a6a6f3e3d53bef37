import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

export const storeState = ownEvent('store.state', 'What the store holds, told about once a minute.', {
  bytes: field.bytes().describe('What the store takes on the disk, its spool not included.'),
  calls: field.count(),
  openCalls: field.count().describe('Calls that are not over, or have not settled.'),
});

export const storeUpkeep = ownEvent('store.upkeep', 'Days were packed, or something was deleted because it is no longer kept.', {
  sealedDays: field.count(),
  deletedCalls: field.count(),
  deletedTimelines: field.count(),
  freedBytes: field.bytes(),
});
