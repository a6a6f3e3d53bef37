import { event } from '../event.ts';
import { field } from '../field.ts';
import { told, toldOfCall } from './origin.ts';

const mailbox = {
  mailbox: field
    .personLabel()
    .describe('The id of the mailbox in the configuration. It becomes a label: not a number of the public network.'),
};

export const voicemailLeft = event('voicemail.left', 'Somebody left a message.', {
  ...toldOfCall,
  ...mailbox,
  seconds: field.seconds().describe('Length of the message.'),
});

export const voicemailStored = event('voicemail.stored', 'How many messages a mailbox holds.', {
  ...told,
  ...mailbox,
  count: field.count(),
});
