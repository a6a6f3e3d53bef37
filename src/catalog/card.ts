import {
  APDU_COMMAND,
  APDU_ERROR,
  apduCommand,
  CARD_INTERFACE,
  catalog,
  isSuccessful,
  moves,
  STATUS_WORD,
  STATUS_WORD_CLASS,
  statusWord,
  statusWordClass,
  TOLD,
} from '../core/index.ts';
import { counter, histogram } from '../metrics/index.ts';
import { APDU_BYTES, NATIVE, REQUEST_SECONDS } from './buckets.ts';

export const apduCommands = counter('telephony_card_commands_total', {
  help: 'Commands sent to cards, by instruction (ISO 7816-4, GlobalPlatform, ETSI TS 102 221).',
  labels: { command: APDU_COMMAND, interface: CARD_INTERFACE },
});

export const apduResponses = counter('telephony_card_responses_total', {
  help: 'Answers of cards by the class of their status word (ISO 7816-4 5.6). success follows from it: 9000, more data, and the warnings.',
  labels: { command: APDU_COMMAND, class: STATUS_WORD_CLASS, success: ['yes', 'no'] },
});

export const apduStatusWords = counter('telephony_card_status_words_total', {
  help: 'Answers of cards by status word; those that carry a number in their low byte are one series, and rare ones are other.',
  labels: { status_word: STATUS_WORD },
});

export const apduSeconds = histogram('telephony_card_response_seconds', {
  help: 'Command to the answer of a card, in seconds. Absent where nobody told.',
  labels: { command: APDU_COMMAND },
  buckets: REQUEST_SECONDS,
  native: NATIVE,
});

export const apduBytes = histogram('telephony_card_data_bytes', {
  help: 'Length of the data of commands and answers, in bytes. Absent where nobody told.',
  labels: { direction: ['sent', 'received'] },
  buckets: APDU_BYTES,
});

export const apduErrors = counter('telephony_card_errors_total', {
  help: 'Commands that got no usable answer.',
  labels: { command: APDU_COMMAND, reason: APDU_ERROR },
});

/** Cards: commands and their answers. */
export const cardCatalog = catalog(
  'card',
  [
    moves(apduCommands, { 'apdu.command': (apdu, metric) => metric.inc({ command: apduCommand(apdu.ins), interface: apdu.interface }) }),
    moves(apduResponses, {
      'apdu.response': ({ ins, sw }, metric) =>
        metric.inc({ command: apduCommand(ins), class: statusWordClass(sw), success: isSuccessful(sw) ? 'yes' : 'no' }),
    }),
    moves(apduStatusWords, { 'apdu.response': ({ sw }, metric) => metric.inc({ status_word: statusWord(sw) }) }),
    moves(apduSeconds, {
      'apdu.response': ({ ins, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { command: apduCommand(ins) });
      },
    }),
    moves(apduBytes, {
      'apdu.command': ({ lengthBytes }, metric) => {
        if (lengthBytes !== undefined) metric.observe(lengthBytes, { direction: 'sent' });
      },
      'apdu.response': ({ lengthBytes }, metric) => {
        if (lengthBytes !== undefined) metric.observe(lengthBytes, { direction: 'received' });
      },
    }),
    moves(apduErrors, { 'apdu.error': ({ ins, reason }, metric) => metric.inc({ command: apduCommand(ins), reason }) }),
  ],
  TOLD,
);
