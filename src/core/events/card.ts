import { APDU_ERROR, CARD_INTERFACE } from '../apdu-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { detail, told } from './origin.ts';

const exchange = {
  ...told,
  interface: field.oneOf(CARD_INTERFACE).orElse('other'),
  sessionId: field.id().optional().describe('The session over the air that it belongs to. Absent without one.'),
  iccid: field.private('text').optional(),
};
const ins = field.count().optional().describe('Instruction byte, 0 to 255 (ISO 7816-4). Absent when nobody told.');

export const apduCommand = event('apdu.command', 'A command was sent to a card.', {
  ...exchange,
  ins,
  cla: field.count().optional().describe('Class byte. Absent when nobody told, as below.'),
  p1: field.count().optional(),
  p2: field.count().optional(),
  lengthBytes: field.bytes().optional().describe('Length of its data. Absent when nobody told.'),
  data: field.private('text').optional().describe('The data in hexadecimal. It may hold keys.'),
});

export const apduResponse = event('apdu.response', 'A card answered.', {
  ...exchange,
  ins: ins.describe('Instruction byte of the command, 0 to 255. Absent when nobody told.'),
  sw: field.count().describe('Status word as a number, e.g. 36864 for 9000 (ISO 7816-4 5.6). Whether it succeeded follows from it.'),
  seconds: field.seconds().optional().describe('Command to answer. Absent when nobody told.'),
  lengthBytes: field.bytes().optional().describe('Length of its data, without the status word. Absent when nobody told.'),
  data: field.private('text').optional().describe('The data in hexadecimal.'),
});

export const apduError = event('apdu.error', 'A command got no usable answer.', {
  ...exchange,
  ins,
  reason: field.oneOf(APDU_ERROR).orElse('other'),
  detail,
});
