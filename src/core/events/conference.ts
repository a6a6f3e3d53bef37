import { event } from '../event.ts';
import { field } from '../field.ts';
import { CONFERENCE_END } from '../service-words.ts';
import { told, toldOfCall } from './origin.ts';

const conference = { ...told, conference: field.label().describe('The name or number of the room. It becomes a label of few values.') };

export const conferenceCreated = event('conference.created', 'A conference began.', conference);

export const conferenceDestroyed = event('conference.destroyed', 'A conference is over.', {
  ...conference,
  reason: field.oneOf(CONFERENCE_END).orElse('other'),
  seconds: field.seconds().optional().describe('How long it lasted. Absent when nobody told.'),
});

export const conferenceJoined = event(
  'conference.joined',
  'Somebody entered a conference. With `callId`, `conference.active` is counted from these.',
  {
    ...toldOfCall,
    ...conference,
  },
);

export const conferenceLeft = event('conference.left', 'Somebody left a conference.', { ...toldOfCall, ...conference });

export const conferenceActive = event('conference.active', 'How many are in a conference.', { ...conference, count: field.count() });

export const conferenceInjected = event('conference.injected', 'Sound was played into a conference.', {
  ...conference,
  lengthBytes: field.bytes(),
});
