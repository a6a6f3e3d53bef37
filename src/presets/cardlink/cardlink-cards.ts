import {
  APDU_COMMAND,
  APDU_ERROR,
  type ApduCommand,
  apduCommand,
  CARD_INTERFACE,
  DATA_DIRECTION,
  isSuccessful,
  moves,
  STATUS_WORD,
  statusWord,
  type Move,
} from '../../core/index.ts';
import { legacy } from '../../metrics/index.ts';

/** Commands as CardLink writes them, e.g. `GET DATA` and `BEGIN R-MAC`. */
const CARDLINK_WORDS: ReadonlyMap<ApduCommand, string> = new Map(
  APDU_COMMAND.map((command) => [command, command.replaceAll('_', ' ').replace(/\bR MAC$/, 'R-MAC')]),
);
const CARDLINK_COMMAND = [...CARDLINK_WORDS.values()];

function cardlinkCommand(ins: number | undefined): string {
  const command = apduCommand(ins);
  return CARDLINK_WORDS.get(command) ?? command;
}

export const commands = legacy.counter('cardlink_apdu_commands_total', {
  help: 'Total number of APDU commands sent',
  labels: { command: CARDLINK_COMMAND, interface: CARD_INTERFACE },
});
export const responses = legacy.counter('cardlink_apdu_responses_total', {
  help: 'Total number of APDU responses received',
  labels: { status_word: STATUS_WORD, success: ['True', 'False'] },
});
export const errors = legacy.counter('cardlink_apdu_errors_total', {
  help: 'Total number of APDU errors',
  labels: { error_type: APDU_ERROR, command: CARDLINK_COMMAND },
});
export const responseTime = legacy.histogram('cardlink_apdu_response_time_seconds', {
  help: 'APDU command response time in seconds',
  labels: { command: CARDLINK_COMMAND },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
});
export const dataBytes = legacy.histogram('cardlink_apdu_data_bytes', {
  help: 'Size of APDU data in bytes',
  labels: { direction: DATA_DIRECTION },
  buckets: [16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
});

/** Commands to cards and their answers. */
export const cardlinkCards: readonly Move[] = [
  moves(commands, { 'apdu.command': (one, metric) => metric.inc({ command: cardlinkCommand(one.ins), interface: one.interface }) }),
  moves(responses, {
    'apdu.response': ({ sw }, metric) => metric.inc({ status_word: statusWord(sw), success: isSuccessful(sw) ? 'True' : 'False' }),
  }),
  moves(errors, { 'apdu.error': ({ reason, ins }, metric) => metric.inc({ error_type: reason, command: cardlinkCommand(ins) }) }),
  moves(responseTime, {
    'apdu.response': ({ ins, seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds, { command: cardlinkCommand(ins) });
    },
  }),
  moves(dataBytes, {
    'apdu.command': ({ lengthBytes }, metric) => {
      if (lengthBytes !== undefined) metric.observe(lengthBytes, { direction: 'sent' });
    },
    'apdu.response': ({ lengthBytes }, metric) => {
      if (lengthBytes !== undefined) metric.observe(lengthBytes, { direction: 'received' });
    },
  }),
];
