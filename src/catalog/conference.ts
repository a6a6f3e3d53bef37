import { catalog, CONFERENCE_END, moves, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { TALK_SECONDS } from './buckets.ts';

/** Rooms come and go; one that was not heard of for a day gives its place to another. */
const conference = open(128, { idleSeconds: 86_400 });

export const conferencesCreated = counter('telephony_conferences_created_total', { help: 'Conferences that began.' });

export const conferencesDestroyed = counter('telephony_conferences_destroyed_total', {
  help: 'Conferences that are over, by why.',
  labels: { reason: CONFERENCE_END },
});

export const conferenceSeconds = histogram('telephony_conference_seconds', {
  help: 'How long conferences lasted, in seconds. Absent where nobody told.',
  buckets: TALK_SECONDS,
});

export const conferenceParticipants = gauge('telephony_conference_participants', {
  help: 'How many are in a conference. Absent until a program tells, and once it is over.',
  labels: { conference },
});

export const conferenceInjected = counter('telephony_conference_injected_bytes_total', {
  help: 'Sound that was played into a conference, in bytes.',
  labels: { conference },
});

/** Conferences. */
export const conferenceCatalog = catalog(
  'conference',
  [
    moves(conferencesCreated, { 'conference.created': (_event, metric) => metric.inc() }),
    moves(conferencesDestroyed, { 'conference.destroyed': ({ reason }, metric) => metric.inc({ reason }) }),
    moves(conferenceSeconds, {
      'conference.destroyed': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(conferenceParticipants, {
      'conference.active': ({ conference, count }, metric) => metric.set(count, { conference }),
      'conference.destroyed': ({ conference }, metric) => metric.clear({ conference }),
    }),
    moves(conferenceInjected, {
      'conference.injected': ({ conference, lengthBytes }, metric) => metric.add(lengthBytes, { conference }),
    }),
  ],
  TOLD,
);
