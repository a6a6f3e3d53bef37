import { catalog, moves, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS } from './buckets.ts';

const mailbox = open(256);

export const voicemailMessages = counter('telephony_voicemail_messages_total', { help: 'Messages left.', labels: { mailbox } });

export const voicemailSeconds = histogram('telephony_voicemail_message_seconds', {
  help: 'Length of the messages left, in seconds.',
  labels: { mailbox },
  buckets: JOB_SECONDS,
});

export const voicemailStored = gauge('telephony_voicemail_stored_messages', {
  help: 'Messages that a mailbox holds. Absent until its program tells.',
  labels: { mailbox },
});

/** Voicemail. */
export const voicemailCatalog = catalog(
  'voicemail',
  [
    moves(voicemailMessages, { 'voicemail.left': ({ mailbox }, metric) => metric.inc({ mailbox }) }),
    moves(voicemailSeconds, { 'voicemail.left': ({ mailbox, seconds }, metric) => metric.observe(seconds, { mailbox }) }),
    moves(voicemailStored, { 'voicemail.stored': ({ mailbox, count }, metric) => metric.set(count, { mailbox }) }),
  ],
  TOLD,
);
